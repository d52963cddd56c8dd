/**
 * e^x per lane, within 2 units in the last place: 2^n · p(r) with
 * x = n · ln 2 + r and |r| ≤ ln 2 / 2. NaN stays NaN, and what is beyond
 * float32 becomes infinity or 0.
 */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  // Beyond these the result is infinite or 0 either way; NaN passes both.
  let bounded = v128.pmin<f32>(f32x4.splat(89), x);
  bounded = v128.bitselect(x, v128.pmax<f32>(f32x4.splat(-104), bounded), v128.ne<f32>(x, x));
  const n = v128.nearest<f32>(v128.mul<f32>(bounded, f32x4.splat(1.44269504)));
  // ln 2 in two parts, so that n · ln 2 is subtracted exactly.
  let r = v128.sub<f32>(bounded, v128.mul<f32>(n, f32x4.splat(0.693359375)));
  r = v128.sub<f32>(r, v128.mul<f32>(n, f32x4.splat(-2.12194440e-4)));
  let p = f32x4.splat(1.9875691500e-4);
  p = v128.add<f32>(v128.mul<f32>(p, r), f32x4.splat(1.3981999507e-3));
  p = v128.add<f32>(v128.mul<f32>(p, r), f32x4.splat(8.3334519073e-3));
  p = v128.add<f32>(v128.mul<f32>(p, r), f32x4.splat(4.1665795894e-2));
  p = v128.add<f32>(v128.mul<f32>(p, r), f32x4.splat(1.6666665459e-1));
  p = v128.add<f32>(v128.mul<f32>(p, r), f32x4.splat(5.0000001201e-1));
  p = v128.add<f32>(v128.mul<f32>(v128.mul<f32>(p, r), r), v128.add<f32>(r, f32x4.splat(1)));
  // 2^n as two factors: n reaches 128 and -150, an exponent holds neither.
  const whole = v128.trunc_sat<i32>(n);
  const half = v128.shr<i32>(whole, 1);
  const rest = v128.sub<i32>(whole, half);
  const one = i32x4.splat(127);
  p = v128.mul<f32>(p, v128.shl<i32>(v128.add<i32>(half, one), 23));
  return v128.mul<f32>(p, v128.shl<i32>(v128.add<i32>(rest, one), 23));
}
