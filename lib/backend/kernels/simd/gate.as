/** g · step(y) per lane, with the NaNs of both: the gradient before a relu that gave y. */
// @ts-ignore: decorator
@inline
export function gate(g: v128, y: v128): v128 {
  const step = v128.and(v128.gt<f32>(y, f32x4.splat(0)), f32x4.splat(1));
  return v128.mul<f32>(g, v128.bitselect(y, step, v128.ne<f32>(y, y)));
}
