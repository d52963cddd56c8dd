/** Signed distance from (x, y) to a disc: negative inside. */
export function disc(
  x: number,
  y: number,
  centreX: number,
  centreY: number,
  radius: number,
): number {
  const dx = x - centreX;
  const dy = y - centreY;
  return Math.sqrt(dx * dx + dy * dy) - radius;
}
