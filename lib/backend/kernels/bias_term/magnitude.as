/** max(p t, q t), squared if asked for, in every lane. */
// @ts-ignore: decorator
@inline
export function magnitude(t: v128, p: v128, q: v128, squared: bool): v128 {
  const m = f32x4.pmax(f32x4.mul(t, p), f32x4.mul(t, q));
  return squared ? f32x4.mul(m, m) : m;
}

/** As {@linkcode magnitude}, of one value. */
// @ts-ignore: decorator
@inline
export function magnitudeOne(t: f32, p: f32, q: f32, squared: bool): f32 {
  const high = t * p;
  const low = t * q;
  const m = high < low ? low : high;
  return squared ? m * m : m;
}
