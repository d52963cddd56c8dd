import type { Padding, Pair } from "../../../lib/model/mod.ts";

/** A window that slides over an image, with all lengths written out. */
export interface WindowShape {
  /** Height and width of the input. */
  readonly size: Pair;
  /** Height and width of the window. */
  readonly filter: Pair;
  /** Rows and columns between outputs. */
  readonly strides: Pair;
  /** Rows and columns between taps. */
  readonly dilations: Pair;
  /** Zeros at top, bottom, left and right. */
  readonly pad: readonly [number, number, number, number];
}

/** Height and width of the output. */
export function outSize(
  { size, filter, strides, dilations, pad }: WindowShape,
): [number, number] {
  const along = (axis: 0 | 1) => {
    const padded = size[axis] + pad[2 * axis]! + pad[2 * axis + 1]!;
    const reach = (filter[axis] - 1) * dilations[axis] + 1;
    return Math.max(0, Math.floor((padded - reach) / strides[axis]) + 1);
  };
  return [along(0), along(1)];
}

/** The zeros of `padding` at top, bottom, left and right; "same" is TensorFlow's. */
export function padOf(
  padding: Padding,
  { size, filter, strides, dilations }: Omit<WindowShape, "pad">,
): WindowShape["pad"] {
  if (padding === "valid") return [0, 0, 0, 0];
  if (padding !== "same") return [...padding[0], ...padding[1]];
  const along = (axis: 0 | 1) => {
    const reach = (filter[axis] - 1) * dilations[axis] + 1;
    const covered = (Math.ceil(size[axis] / strides[axis]) - 1) *
        strides[axis] + reach;
    const total = Math.max(0, covered - size[axis]);
    return [Math.floor(total / 2), Math.ceil(total / 2)] as const;
  };
  return [...along(0), ...along(1)];
}
