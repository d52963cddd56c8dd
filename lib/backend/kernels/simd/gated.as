import { GatedFunction } from "./args";
import { expOfNegative } from "./exp_of_negative";

/**
 * The value, dy · φ'(x) and φ(x) − φ'(x) · x = −x² G'(x) of φ(x) = x · G(x), for
 * which no digits are lost in a difference, are made of four steps: the power
 * of e, what is made of it, the gate G(x) and its slope G'(x).
 */
// @ts-ignore: decorator
@inline
export function gatePower(
  x: v128, FN: i32,
  log2e: v128, rounder: v128, ln2: v128, ln2Rest: v128,
  p4: v128, p3: v128, p2: v128, half: v128, one: v128, least: v128,
): v128 {
  let z = x;
  if (FN == GatedFunction.gelu) z = f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5));
  else {
    // σ(z), where z = 2 √(2/π) (x + 0.044715 x³) for the gelu by tanh.
    if (FN == GatedFunction.geluTanh) {
      z = f32x4.mul(x, f32x4.add(f32x4.splat(1.5957691216), f32x4.mul(f32x4.mul(x, x), f32x4.splat(0.0713548163))));
    }
    // By e^−|z|, which is at most 1: σ(z) and σ(−z) keep their digits.
    z = f32x4.neg(f32x4.abs(z));
  }
  return expOfNegative(z, log2e, rounder, ln2, ln2Rest, p4, p3, p2, half, one, least);
}

/** The gate of −|x| for the gelu, of |x| for the others. */
// @ts-ignore: decorator
@inline
export function gateOfSize(x: v128, power: v128, one: v128, FN: i32): v128 {
  if (FN != GatedFunction.gelu) return f32x4.div(one, f32x4.add(one, power));
  // Φ(x) by 7.1.26 of Abramowitz and Stegun: what it leaves out is below
  // 8e-8. Of a negative x it is the small part itself, not 1 less the rest.
  const t = f32x4.div(one, f32x4.add(one, f32x4.mul(f32x4.abs(x), f32x4.splat(0.23164189))));
  let p = f32x4.splat(0.5 * 1.061405429);
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.5 * -1.453152027));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.5 * 1.421413741));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.5 * -0.284496736));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.5 * 0.254829592));
  return f32x4.mul(f32x4.mul(p, t), power);
}

// @ts-ignore: decorator
@inline
export function gateOf(x: v128, power: v128, ofSize: v128, one: v128, FN: i32): v128 {
  const isNegative = f32x4.lt(x, f32x4.splat(0));
  return FN == GatedFunction.gelu
    ? v128.bitselect(ofSize, f32x4.sub(one, ofSize), isNegative)
    : v128.bitselect(f32x4.mul(power, ofSize), ofSize, isNegative);
}

// @ts-ignore: decorator
@inline
export function gateSlope(x: v128, power: v128, ofSize: v128, one: v128, FN: i32): v128 {
  if (FN == GatedFunction.gelu) return f32x4.mul(power, f32x4.splat(0.3989422804));
  const slope = f32x4.mul(f32x4.mul(power, ofSize), ofSize);
  return FN == GatedFunction.swish
    ? slope
    : f32x4.mul(slope, f32x4.add(f32x4.splat(1.5957691216), f32x4.mul(f32x4.mul(x, x), f32x4.splat(0.2140644489))));
}

/** The slope of min(relu(x), ceiling), 0 at both ends; NaN stays. */
// @ts-ignore: decorator
@inline
export function clippedSlope(x: v128, ceiling: v128, zero: v128, one: v128): v128 {
  const inside = v128.and(f32x4.gt(x, zero), f32x4.lt(x, ceiling));
  return v128.bitselect(v128.and(inside, one), x, f32x4.eq(x, x));
}

/** What the slope leaves of min(relu(x), ceiling): the ceiling, where it is reached. */
// @ts-ignore: decorator
@inline
export function clippedRest(x: v128, ceiling: v128): v128 {
  return v128.bitselect(v128.and(f32x4.ge(x, ceiling), ceiling), x, f32x4.eq(x, x));
}
