/**
 * Returns the centre of the first of `cells` equal cells that fill `length`
 * pixels, and their pitch, where pixel centres are at whole numbers.
 */
export function cellPlaces(
  cells: number,
  length: number,
): { readonly first: number; readonly pitch: number } {
  const pitch = length / cells;
  return { first: pitch / 2 - 0.5, pitch };
}
