/** A window that slides over an image, with all lengths written out. */
export interface WindowShape {
  /** Height and width of the input. */
  readonly size: readonly [number, number];
  /** Height and width of the filter. */
  readonly filter: readonly [number, number];
  /** Rows and columns between outputs. */
  readonly strides: readonly [number, number];
  /** Rows and columns between taps. */
  readonly dilations: readonly [number, number];
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
