/** How far apart neighbours along each axis lie, row by row. */
export function stridesOf(shape: readonly number[]): readonly number[] {
  return shape.map((_, axis) =>
    shape.slice(axis + 1).reduce((product, length) => product * length, 1)
  );
}
