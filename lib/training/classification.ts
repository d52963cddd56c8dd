/**
 * Returns what the probabilities of a batch should be, `[N, classes]`: 1 − s for
 * the image's class and s shared evenly by all classes, s the label smoothing
 * (Szegedy et al. 2016).
 *
 * @param labels The class of each image.
 * @param classes How many classes there are.
 * @param smoothing In [0, 1).
 * @throws {RangeError} If a label is not one of the classes.
 */
export function classTargets(
  labels: Int32Array,
  classes: number,
  smoothing: number,
): Float32Array {
  const targets = new Float32Array(labels.length * classes)
    .fill(smoothing / classes);
  for (const [i, label] of labels.entries()) {
    if (!(Number.isInteger(label) && label >= 0 && label < classes)) {
      throw new RangeError(
        `Cannot use the labels as each must be an integer in 0…${
          classes - 1
        }: current value is ${label}`,
      );
    }
    targets[i * classes + label]! += 1 - smoothing;
  }
  return targets;
}

/** How a batch was classified. */
export interface BatchScores {
  /** Sum over images of the cross-entropy. */
  readonly loss: number;
  /** How many images were classified rightly. */
  readonly right: number;
}

/**
 * Returns how a batch was classified.
 *
 * @param logProbabilities `[N, classes]`.
 * @param targets What the probabilities should be, `[N, classes]`.
 * @param labels The class of each image.
 */
export function batchScores(
  logProbabilities: ArrayLike<number>,
  targets: ArrayLike<number>,
  labels: Int32Array,
): BatchScores {
  const classes = targets.length / labels.length;
  let [loss, right] = [0, 0];
  labels.forEach((label, i) => {
    let best = 0;
    for (let k = 0; k < classes; k++) {
      const at = i * classes + k;
      // Where nothing is expected, −∞ must not become NaN.
      if (targets[at] !== 0) loss -= targets[at]! * logProbabilities[at]!;
      if (logProbabilities[at]! > logProbabilities[i * classes + best]!) {
        best = k;
      }
    }
    if (best === label) right += 1;
  });
  return { loss, right };
}
