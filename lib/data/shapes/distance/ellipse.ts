/**
 * Signed distance from (x, y) to an upright ellipse, exact on its edge and
 * estimated to first order elsewhere: negative inside.
 */
export function ellipse(
  x: number,
  y: number,
  centreX: number,
  centreY: number,
  radiusX: number,
  radiusY: number,
): number {
  const u = (x - centreX) / radiusX;
  const v = (y - centreY) / radiusY;
  const length = Math.sqrt(u * u + v * v);
  if (length < 1e-6) return -Math.min(radiusX, radiusY);
  const p = u / radiusX;
  const q = v / radiusY;
  return length * (length - 1) / Math.sqrt(p * p + q * q);
}
