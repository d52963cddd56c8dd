/**
 * e^x per lane of x ≤ 0 or NaN, within 2 units in the last place, in half the
 * time of `exp`: 2^n is one factor, what has no normal float is 0, and the
 * polynomial is the one of least relative error for |r| ≤ ln 2 / 2.
 */
// @ts-ignore: decorator
@inline
export function expOfNegative(x: v128): v128 {
  // 1.5 · 2^23 + 127: the last bits of a sum with it are n + 127, an exponent.
  const rounder = f32x4.splat(12583039);
  const sum = f32x4.add(f32x4.mul(x, f32x4.splat(1.44269504)), rounder);
  const power = i32x4.shl(sum, 23);
  const n = f32x4.sub(sum, rounder);
  // ln 2 in two parts, so that n · ln 2 is subtracted exactly.
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.add(r, f32x4.mul(n, f32x4.splat(2.12194440e-4)));
  let p = f32x4.splat(0.00831248);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.04189055));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.16667116));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.49999229));
  p = f32x4.add(f32x4.mul(f32x4.mul(p, r), r), f32x4.add(r, f32x4.splat(1)));
  return v128.andnot(f32x4.mul(p, power), f32x4.lt(x, f32x4.splat(-87.3)));
}
