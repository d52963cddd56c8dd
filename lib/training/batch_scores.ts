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
