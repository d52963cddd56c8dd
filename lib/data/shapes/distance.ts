/**
 * Signed distances to simple figures in the plane: negative inside, positive
 * outside, zero on the edge. x points right and y down.
 *
 * @module
 */

/** Signed distance from (x, y) to a disc: negative inside. */
export function disc(
  x: number,
  y: number,
  centerX: number,
  centerY: number,
  radius: number,
): number {
  const dx = x - centerX;
  const dy = y - centerY;
  return Math.sqrt(dx * dx + dy * dy) - radius;
}

/** Signed distance from (x, y) to a circle drawn with a pen `2 * pen` wide. */
export function ring(
  x: number,
  y: number,
  centerX: number,
  centerY: number,
  radius: number,
  pen: number,
): number {
  return Math.abs(disc(x, y, centerX, centerY, radius)) - pen;
}

/**
 * Distance from (x, y) to an upright lens, the overlap of two equal discs,
 * centerd on the origin: exact inside, a lower bound beyond its tips.
 */
export function lens(
  x: number,
  y: number,
  halfWidth: number,
  halfHeight: number,
): number {
  const radius = (halfWidth * halfWidth + halfHeight * halfHeight) /
    (2 * halfWidth);
  return disc(Math.abs(x), y, halfWidth - radius, 0, radius);
}

/**
 * Signed distance from (x, y) to an upright ellipse, exact on its edge and
 * estimated to first order elsewhere: negative inside.
 */
export function ellipse(
  x: number,
  y: number,
  centerX: number,
  centerY: number,
  radiusX: number,
  radiusY: number,
): number {
  const u = (x - centerX) / radiusX;
  const v = (y - centerY) / radiusY;
  const length = Math.sqrt(u * u + v * v);
  if (length < 1e-6) return -Math.min(radiusX, radiusY);
  const p = u / radiusX;
  const q = v / radiusY;
  return length * (length - 1) / Math.sqrt(p * p + q * q);
}

/** Signed distance from (x, y) to an upright box with rounded corners. */
export function box(
  x: number,
  y: number,
  centerX: number,
  centerY: number,
  halfWidth: number,
  halfHeight: number,
  round = 0,
): number {
  const dx = Math.abs(x - centerX) - halfWidth + round;
  const dy = Math.abs(y - centerY) - halfHeight + round;
  const ox = Math.max(dx, 0);
  const oy = Math.max(dy, 0);
  return Math.sqrt(ox * ox + oy * oy) + Math.min(Math.max(dx, dy), 0) - round;
}

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

/**
 * Distance to the union of two shapes, the joint filled by a soft fillet
 * about `width` wide (Quilez's polynomial smooth minimum).
 */
export function smoothUnion(a: number, b: number, width: number): number {
  const overlap = Math.max(width - Math.abs(a - b), 0) / width;
  return Math.min(a, b) - overlap * overlap * width / 4;
}
