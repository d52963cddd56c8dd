import { GatedFunction } from "../simd/args";
import {
  HALF, held, LEAST, LN2, LN2_REST, LOG2_E, P2, P3, P4, ROUNDER, unknownZero,
} from "../simd/exp_of_negative";
import { clippedRest, clippedSlope, gateOf, gateOfSize, gatePower, gateSlope } from "../simd/gated";
import { GatedArgs } from "./args";

namespace Part {
  export const Value: i32 = 0;
  export const Gradient: i32 = 1;
  export const Rest: i32 = 2;
}

/** Of φ(x): its value, dy · φ'(x), or φ(x) − φ'(x) · x. */
// @ts-ignore: decorator
@inline
function gated(args: GatedArgs, first: i32, last: i32, FN: i32, PART: i32): void {
  const unit = <usize>args.unit << 2;
  const end = min(<usize>last * unit, <usize>args.count << 2);
  const whole = end & ~15;
  const x = args.x, dy = args.dy, out = args.out;
  const ceiling = f32x4.splat(args.ceiling);
  const zero = unknownZero(first);
  const log2e = held(LOG2_E, zero), rounder = held(ROUNDER, zero);
  const ln2 = held(LN2, zero), ln2Rest = held(LN2_REST, zero);
  const p4 = held(P4, zero), p3 = held(P3, zero), p2 = held(P2, zero), half = held(HALF, zero);
  const one = held(1, zero), least = held(LEAST, zero);
  let at = <usize>first * unit;
  for (; at < whole; at += 16) {
    const g = PART == Part.Gradient ? v128.load(dy + at) : zero;
    v128.store(
      out + at,
      part(v128.load(x + at), g, ceiling, FN, PART, log2e, rounder, ln2, ln2Rest, p4, p3, p2, half, one, least, zero),
    );
  }
  for (; at < end; at += 4) {
    const g = PART == Part.Gradient ? v128.load_zero<f32>(dy + at) : zero;
    v128.store_lane<f32>(
      out + at,
      part(v128.load_zero<f32>(x + at), g, ceiling, FN, PART, log2e, rounder, ln2, ln2Rest, p4, p3, p2, half, one, least, zero),
      0,
    );
  }
}

// @ts-ignore: decorator
@inline
function part(
  x: v128, dy: v128, ceiling: v128, FN: i32, PART: i32,
  log2e: v128, rounder: v128, ln2: v128, ln2Rest: v128,
  p4: v128, p3: v128, p2: v128, half: v128, one: v128, least: v128, zero: v128,
): v128 {
  if (FN == GatedFunction.clippedRelu) {
    if (PART == Part.Value) return f32x4.pmin(f32x4.pmax(x, zero), ceiling);
    if (PART == Part.Rest) return clippedRest(x, ceiling);
    return f32x4.mul(dy, clippedSlope(x, ceiling, zero, one));
  }
  const power = gatePower(x, FN, log2e, rounder, ln2, ln2Rest, p4, p3, p2, half, one, least);
  const ofSize = gateOfSize(x, power, one, FN);
  if (PART == Part.Value) return f32x4.mul(x, gateOf(x, power, ofSize, one, FN));
  const bent = f32x4.mul(x, gateSlope(x, power, ofSize, one, FN));
  return PART == Part.Rest
    ? f32x4.neg(f32x4.mul(x, bent))
    : f32x4.mul(dy, f32x4.add(gateOf(x, power, ofSize, one, FN), bent));
}

// @repeat PART Value Gradient Rest
export function clippedRelu{PART}(args: GatedArgs, first: i32, last: i32, _scratch: usize): void {
  gated(args, first, last, GatedFunction.clippedRelu, Part.{PART});
}

export function gelu{PART}(args: GatedArgs, first: i32, last: i32, _scratch: usize): void {
  gated(args, first, last, GatedFunction.gelu, Part.{PART});
}

export function geluTanh{PART}(args: GatedArgs, first: i32, last: i32, _scratch: usize): void {
  gated(args, first, last, GatedFunction.geluTanh, Part.{PART});
}

export function swish{PART}(args: GatedArgs, first: i32, last: i32, _scratch: usize): void {
  gated(args, first, last, GatedFunction.swish, Part.{PART});
}
// @end
