/** No axis of the file: a length of 1 that only the node's output has. */
export const NO_AXIS = -1;

/**
 * A value of a file, and where its axes lie in the output of the node that
 * computes it.
 *
 * `shape` is that of one image, with the axis of the images as the file has it,
 * of length 1 there. The node's output is `[N, …]`: behind the images come the
 * axes of `shape` in the order of `axes`. Axes of length 1 may be missing, since
 * they say nothing. So a transposition is nothing but another `axes`, and feature
 * maps lie channels last whatever the file says.
 */
export interface LaidOut {
  /** The node. */
  readonly id: number;
  /** The shape of one image's value in the file. */
  readonly shape: readonly number[];
  /** What lies along the axes of the node's output, from the second on. */
  readonly axes: readonly number[];
}

/** The value with its axes in another order: nothing moves. */
export function transposed(
  value: LaidOut,
  permutation: readonly number[],
): LaidOut {
  return {
    id: value.id,
    shape: permutation.map((axis) => value.shape[axis]!),
    axes: value.axes.map((axis) =>
      axis === NO_AXIS ? NO_AXIS : permutation.indexOf(axis)
    ),
  };
}

/** The lengths of `axes` of a shape. */
export function lengthsOf(
  shape: readonly number[],
  axes: readonly number[],
): readonly number[] {
  return axes.map((axis) => axis === NO_AXIS ? 1 : shape[axis]!);
}
