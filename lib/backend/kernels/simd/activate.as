import { exp } from "./exp";

/**
 * The activation that tfjs fuses into a kernel, by its number there: 0 linear,
 * 1 relu, 2 relu6, 3 prelu, 4 leakyrelu, 5 sigmoid, 6 elu. `slopes` is for
 * prelu, `alpha` for leakyrelu. NaN stays NaN.
 */
// @ts-ignore: decorator
@inline
export function activate(x: v128, kind: i32, alpha: f32, slopes: v128): v128 {
  return kind == 0 ? x : activateBy(x, kind, alpha, slopes);
}

function activateBy(x: v128, kind: i32, alpha: f32, slopes: v128): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  // pmax(x, 0) is x < 0 ? 0 : x.
  if (kind == 1) return v128.pmax<f32>(x, zero);
  if (kind == 2) return v128.pmin<f32>(v128.pmax<f32>(x, zero), f32x4.splat(6));
  const negative = v128.lt<f32>(x, zero);
  if (kind == 3) return v128.bitselect(v128.mul<f32>(x, slopes), x, negative);
  if (kind == 4) return v128.bitselect(v128.mul<f32>(x, f32x4.splat(alpha)), x, negative);
  if (kind == 5) return v128.div<f32>(one, v128.add<f32>(one, exp(v128.neg<f32>(x))));
  return v128.bitselect(v128.sub<f32>(exp(x), one), x, negative);
}
