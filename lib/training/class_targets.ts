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
  labels.forEach((label, i) => {
    if (!(label >= 0 && label < classes)) {
      throw new RangeError(
        `Cannot train as a label must be in 0…${
          classes - 1
        }: current value is ${label}`,
      );
    }
    targets[i * classes + label]! += 1 - smoothing;
  });
  return targets;
}
