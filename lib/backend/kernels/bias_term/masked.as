/** g · step(y) in every lane, with the NaNs of both. */
// @ts-ignore: decorator
@inline
export function masked(g: v128, y: v128): v128 {
  const step = v128.and(f32x4.gt(y, f32x4.splat(0)), f32x4.splat(1));
  return f32x4.mul(g, v128.bitselect(y, step, f32x4.ne(y, y)));
}

/** As {@linkcode masked}, of one pair. */
// @ts-ignore: decorator
@inline
export function maskedOne(g: f32, y: f32): f32 {
  return g * (y != y ? y : y > 0 ? <f32>1 : <f32>0);
}

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
