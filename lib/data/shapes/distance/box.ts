/** Signed distance from (x, y) to an upright box with rounded corners. */
export function box(
  x: number,
  y: number,
  centreX: number,
  centreY: number,
  halfWidth: number,
  halfHeight: number,
  round = 0,
): number {
  const dx = Math.abs(x - centreX) - halfWidth + round;
  const dy = Math.abs(y - centreY) - halfHeight + round;
  const ox = Math.max(dx, 0);
  const oy = Math.max(dy, 0);
  return Math.sqrt(ox * ox + oy * oy) + Math.min(Math.max(dx, dy), 0) - round;
}
