import { Activation } from "../activation/args";
import { exp } from "./exp";

/**
 * The activation that tfjs fuses into a kernel. `slopes` is for prelu, `alpha`
 * for leakyrelu. NaN stays NaN.
 */
// @ts-ignore: decorator
@inline
export function activate(x: v128, kind: i32, alpha: f32, slopes: v128): v128 {
  return kind == Activation.linear ? x : activateBy(x, kind, alpha, slopes);
}

function activateBy(x: v128, kind: i32, alpha: f32, slopes: v128): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  // pmax(x, 0) is x < 0 ? 0 : x.
  if (kind == Activation.relu) return v128.pmax<f32>(x, zero);
  if (kind == Activation.relu6) return v128.pmin<f32>(v128.pmax<f32>(x, zero), f32x4.splat(6));
  const negative = v128.lt<f32>(x, zero);
  if (kind == Activation.prelu) return v128.bitselect(v128.mul<f32>(x, slopes), x, negative);
  if (kind == Activation.leakyrelu) return v128.bitselect(v128.mul<f32>(x, f32x4.splat(alpha)), x, negative);
  if (kind == Activation.sigmoid) return v128.div<f32>(one, v128.add<f32>(one, exp(v128.neg<f32>(x))));
  return v128.bitselect(v128.sub<f32>(exp(x), one), x, negative);
}
