/**
 * Signed distance from (x, y) to a polygon whose corners are rounded outwards.
 *
 * @param points The corners, `[x0, y0, x1, y1, …]`, in either sense.
 * @param round Width by which the polygon grows on all sides.
 */
export function polygon(
  x: number,
  y: number,
  points: readonly number[],
  round = 0,
): number {
  let nearest = Infinity;
  let inside = false;
  let ax = points[points.length - 2] as number;
  let ay = points[points.length - 1] as number;
  for (let i = 0; i < points.length; i += 2) {
    const bx = points[i] as number;
    const by = points[i + 1] as number;
    const dx = bx - ax;
    const dy = by - ay;
    const along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy);
    const t = Math.min(Math.max(along, 0), 1);
    const px = x - ax - t * dx;
    const py = y - ay - t * dy;
    nearest = Math.min(nearest, px * px + py * py);
    if ((ay > y) !== (by > y) && x < ax + dx * (y - ay) / dy) inside = !inside;
    ax = bx;
    ay = by;
  }
  const distance = Math.sqrt(nearest);
  return (inside ? -distance : distance) - round;
}
