/**
 * e^x per lane of x ≤ 0 or NaN, within 2 units in the last place, in half the
 * time of `exp`: 2^n is one factor, what has no normal float is 0, and the
 * polynomial is the one of least relative error for |r| ≤ ln 2 / 2.
 *
 * Its numbers are {@linkcode held} outside of the loop: V8 would write them into
 * registers anew for every x, which takes as long as all that is done with them.
 */
// @ts-ignore: decorator
@inline
export function expOfNegative(
  x: v128,
  log2e: v128, rounder: v128, ln2: v128, ln2Rest: v128,
  p4: v128, p3: v128, p2: v128, half: v128, one: v128, least: v128,
): v128 {
  const sum = f32x4.add(f32x4.mul(x, log2e), rounder);
  const power = i32x4.shl(sum, 23);
  const n = f32x4.sub(sum, rounder);
  let r = f32x4.sub(x, f32x4.mul(n, ln2));
  r = f32x4.add(r, f32x4.mul(n, ln2Rest));
  let p = p4;
  p = f32x4.add(f32x4.mul(p, r), p3);
  p = f32x4.add(f32x4.mul(p, r), p2);
  p = f32x4.add(f32x4.mul(p, r), half);
  p = f32x4.add(f32x4.mul(f32x4.mul(p, r), r), f32x4.add(r, one));
  return v128.andnot(f32x4.mul(p, power), f32x4.lt(x, least));
}

export const LOG2_E: f32 = 1.44269504;
/** 1.5 · 2^23 + 127: the last bits of a sum with it are n + 127, an exponent. */
export const ROUNDER: f32 = 12583039;
/** ln 2 in two parts, so that n · ln 2 is subtracted exactly. */
export const LN2: f32 = 0.693359375;
export const LN2_REST: f32 = 2.12194440e-4;
export const P4: f32 = 0.00831248;
export const P3: f32 = 0.04189055;
export const P2: f32 = 0.16667116;
export const HALF: f32 = 0.49999229;
export const LEAST: f32 = -87.3;

/** 0 in every lane, of which no compiler knows it; `number` is not negative. */
// @ts-ignore: decorator
@inline
export function unknownZero(number: i32): v128 {
  return f32x4.splat(<f32>number * 0);
}

/** A number in every lane, which stays in a register through a loop. */
// @ts-ignore: decorator
@inline
export function held(number: f32, zero: v128): v128 {
  return f32x4.add(f32x4.splat(number), zero);
}
