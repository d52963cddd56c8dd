/**
 * a · b + c per lane. Fused, with one rounding, in the build that is allowed
 * relaxed SIMD; multiplied and added in the other.
 */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<f32>(a, b, c);
  return v128.add<f32>(v128.mul<f32>(a, b), c);
}
