/**
 * Signed distance from (x, y) to the line from a to b drawn with a round pen
 * whose radius goes from `radiusA` to `radiusB`.
 */
export function capsule(
  x: number,
  y: number,
  ax: number,
  ay: number,
  bx: number,
  by: number,
  radiusA: number,
  radiusB = radiusA,
): number {
  const dx = bx - ax;
  const dy = by - ay;
  const along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy);
  const t = Math.min(Math.max(along, 0), 1);
  const px = x - ax - t * dx;
  const py = y - ay - t * dy;
  return Math.sqrt(px * px + py * py) - radiusA - t * (radiusB - radiusA);
}
