import { expOfNegative } from "../simd/exp_of_negative";
import { GatedArgs } from "./args";

const GELU: i32 = 0;
const GELU_TANH: i32 = 1;
const SWISH: i32 = 2;
const CLIPPED_RELU: i32 = 3;

namespace Part {
  export const Value: i32 = 0;
  export const Gradient: i32 = 1;
  export const Rest: i32 = 2;
}

/**
 * Of φ(x) = x · G(x): its value, dy · φ'(x), or φ(x) − φ'(x) · x = −x² G'(x),
 * for which no digits are lost in a difference.
 */
// @ts-ignore: decorator
@inline
function gated(args: GatedArgs, first: i32, last: i32, FN: i32, PART: i32): void {
  const unit = <usize>args.unit << 2;
  const end = min(<usize>last * unit, <usize>args.count << 2);
  const whole = end & ~15;
  const x = args.x, dy = args.dy, out = args.out;
  const ceiling = f32x4.splat(args.ceiling);
  let at = <usize>first * unit;
  for (; at + 32 <= end; at += 32) {
    const g0 = PART == Part.Gradient ? v128.load(dy + at) : f32x4.splat(0);
    const g1 = PART == Part.Gradient ? v128.load(dy + at, 16) : f32x4.splat(0);
    const v0 = part(v128.load(x + at), g0, ceiling, FN, PART);
    const v1 = part(v128.load(x + at, 16), g1, ceiling, FN, PART);
    v128.store(out + at, v0);
    v128.store(out + at, v1, 16);
  }
  for (; at < whole; at += 16) {
    const g = PART == Part.Gradient ? v128.load(dy + at) : f32x4.splat(0);
    v128.store(out + at, part(v128.load(x + at), g, ceiling, FN, PART));
  }
  for (; at < end; at += 4) {
    const g = PART == Part.Gradient ? v128.load_zero<f32>(dy + at) : f32x4.splat(0);
    v128.store_lane<f32>(out + at, part(v128.load_zero<f32>(x + at), g, ceiling, FN, PART), 0);
  }
}

// @ts-ignore: decorator
@inline
function part(x: v128, dy: v128, ceiling: v128, FN: i32, PART: i32): v128 {
  if (FN == CLIPPED_RELU) return clippedRelu(x, dy, ceiling, PART);
  const one = f32x4.splat(1);
  let gate: v128, slope: v128;
  if (FN == GELU) {
    // Φ(x) by 7.1.26 of Abramowitz and Stegun: what it leaves out is below
    // 8e-8. Of a negative x it is the small part itself, not 1 less the rest.
    const power = expOfNegative(f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5)));
    const t = f32x4.div(one, f32x4.add(one, f32x4.mul(f32x4.abs(x), f32x4.splat(0.23164189))));
    let p = f32x4.splat(0.5 * 1.061405429);
    p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.5 * -1.453152027));
    p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.5 * 1.421413741));
    p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.5 * -0.284496736));
    p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.5 * 0.254829592));
    p = f32x4.mul(f32x4.mul(p, t), power);
    gate = v128.bitselect(p, f32x4.sub(one, p), f32x4.lt(x, f32x4.splat(0)));
    slope = f32x4.mul(power, f32x4.splat(0.3989422804));
  } else {
    // σ(z), where z = 2 √(2/π) (x + 0.044715 x³) for the gelu by tanh.
    const square = f32x4.mul(x, x);
    let z = x, rise = one;
    if (FN == GELU_TANH) {
      z = f32x4.mul(x, f32x4.add(f32x4.splat(1.5957691216), f32x4.mul(square, f32x4.splat(0.0713548163))));
      rise = f32x4.add(f32x4.splat(1.5957691216), f32x4.mul(square, f32x4.splat(0.2140644489)));
    }
    // By e^−|z|, which is at most 1: σ(z) and σ(−z) keep their digits.
    const power = expOfNegative(f32x4.neg(f32x4.abs(z)));
    const high = f32x4.div(one, f32x4.add(one, power));
    const low = f32x4.mul(power, high);
    gate = v128.bitselect(low, high, f32x4.lt(z, f32x4.splat(0)));
    slope = f32x4.mul(f32x4.mul(low, high), rise);
  }
  if (PART == Part.Value) return f32x4.mul(x, gate);
  const bent = f32x4.mul(x, slope);
  if (PART == Part.Gradient) return f32x4.mul(dy, f32x4.add(gate, bent));
  return f32x4.neg(f32x4.mul(x, bent));
}

/** Of min(relu(x), ceiling), whose slope is 0 at both ends; NaN stays. */
// @ts-ignore: decorator
@inline
function clippedRelu(x: v128, dy: v128, ceiling: v128, PART: i32): v128 {
  const zero = f32x4.splat(0);
  if (PART == Part.Value) return f32x4.pmin(f32x4.pmax(x, zero), ceiling);
  const isNumber = f32x4.eq(x, x);
  if (PART == Part.Rest) {
    return v128.bitselect(v128.and(f32x4.ge(x, ceiling), ceiling), x, isNumber);
  }
  const inside = v128.and(f32x4.gt(x, zero), f32x4.lt(x, ceiling));
  const slope = v128.and(inside, f32x4.splat(1));
  return f32x4.mul(dy, v128.bitselect(slope, x, isNumber));
}

// @repeat PART Value Gradient Rest
export function clippedRelu{PART}(args: GatedArgs, first: i32, last: i32, _scratch: usize): void {
  gated(args, first, last, CLIPPED_RELU, Part.{PART});
}

export function gelu{PART}(args: GatedArgs, first: i32, last: i32, _scratch: usize): void {
  gated(args, first, last, GELU, Part.{PART});
}

export function geluTanh{PART}(args: GatedArgs, first: i32, last: i32, _scratch: usize): void {
  gated(args, first, last, GELU_TANH, Part.{PART});
}

export function swish{PART}(args: GatedArgs, first: i32, last: i32, _scratch: usize): void {
  gated(args, first, last, SWISH, Part.{PART});
}
// @end
