/** How a map is brought to the image's size. */
export type Resizing = "alignCorners" | "halfPixel" | "massPreserving";

/**
 * Bilinear resizing along one axis as a matrix, `matrix[to][from]`, from its
 * definition: every output reads the source at its own position, between its
 * two neighbors, and the edge is repeated.
 */
export function resizeMatrix(
  from: number,
  to: number,
  resizing: Resizing,
): number[][] {
  const matrix = Array.from({ length: to }, (_, i) => {
    const position = resizing === "alignCorners"
      ? (to === 1 ? 0 : i * (from - 1) / (to - 1))
      : (i + 0.5) * from / to - 0.5;
    const inside = Math.min(Math.max(position, 0), from - 1);
    return Array.from(
      { length: from },
      (_, j) => Math.max(0, 1 - Math.abs(inside - j)),
    );
  });
  if (resizing !== "massPreserving") return matrix;
  const given = matrix[0]!.map((_, j) =>
    matrix.reduce((sum, row) => sum + row[j]!, 0)
  );
  return matrix.map((row) =>
    row.map((share, j) => share === 0 ? 0 : share / given[j]!)
  );
}
