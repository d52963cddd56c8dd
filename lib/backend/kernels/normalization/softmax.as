import {
  expOfNegative, HALF, held, LEAST, LN2, LN2_REST, LOG2_E, P2, P3, P4, ROUNDER, unknownZero,
} from "../simd/exp_of_negative";
import { SoftmaxArgs, SoftmaxGradientArgs } from "./args";
import { dot, total, upper, vectorAt, writeAt } from "./rows";

/** e^x of every row over the sum of it. NaN in a row makes all of it NaN. */
export function softmax(args: SoftmaxArgs, first: i32, last: i32, _scratch: usize): void {
  const bytes = <usize>args.length << 2;
  const end = min(last * args.unitRows, args.rows);
  for (let row = first * args.unitRows; row < end; row++) {
    const x = args.x + <usize>row * bytes, out = args.out + <usize>row * bytes;
    const most = f32x4.splat(maximum(x, bytes));
    const factor = f32x4.splat(<f32>(1 / powers(x, most, out, bytes, unknownZero(row))));
    let at: usize = 0;
    for (; at + 32 <= bytes; at += 32) {
      const a = f32x4.mul(v128.load(out + at), factor);
      const b = f32x4.mul(v128.load(out + at, 16), factor);
      v128.store(out + at, a);
      v128.store(out + at, b, 16);
    }
    for (; at < bytes; at += 16) writeAt(out, at, bytes, f32x4.mul(vectorAt(out, at, bytes), factor));
  }
}

/** y · (dy − Σ dy · y) of every row. */
export function softmaxGradient(args: SoftmaxGradientArgs, first: i32, last: i32, _scratch: usize): void {
  const bytes = <usize>args.length << 2;
  const end = min(last * args.unitRows, args.rows);
  for (let row = first * args.unitRows; row < end; row++) {
    const dy = args.dy + <usize>row * bytes, y = args.y + <usize>row * bytes;
    const out = args.out + <usize>row * bytes;
    const mean = f32x4.splat(<f32>dot(dy, y, bytes));
    for (let at: usize = 0; at < bytes; at += 16) {
      const g = f32x4.sub(vectorAt(dy, at, bytes), mean);
      writeAt(out, at, bytes, f32x4.mul(vectorAt(y, at, bytes), g));
    }
  }
}

/** The greatest value of a row; NaN is passed over, as its power shows it. */
function maximum(x: usize, bytes: usize): f32 {
  let most = f32x4.splat(-Infinity), other = most;
  let at: usize = 0;
  for (; at + 32 <= bytes; at += 32) {
    most = f32x4.pmax(most, v128.load(x + at));
    other = f32x4.pmax(other, v128.load(x + at, 16));
  }
  for (; at < bytes; at += 4) most = f32x4.pmax(most, v128.load32_splat(x + at));
  most = f32x4.pmax(most, other);
  return max(
    max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  );
}

/** Writes e^(x − most) of a row and returns the sum of it, in float64. */
function powers(x: usize, most: v128, out: usize, bytes: usize, zero: v128): f64 {
  const log2e = held(LOG2_E, zero), rounder = held(ROUNDER, zero);
  const ln2 = held(LN2, zero), ln2Rest = held(LN2_REST, zero);
  const p4 = held(P4, zero), p3 = held(P3, zero), p2 = held(P2, zero), half = held(HALF, zero);
  const one = held(1, zero), least = held(LEAST, zero);
  let low = f64x2.splat(0), high = f64x2.splat(0);
  const whole = bytes & ~15;
  let at: usize = 0;
  for (; at + 32 <= bytes; at += 32) {
    const a = expOfNegative(f32x4.sub(v128.load(x + at), most), log2e, rounder, ln2, ln2Rest, p4, p3, p2, half, one, least);
    const b = expOfNegative(f32x4.sub(v128.load(x + at, 16), most), log2e, rounder, ln2, ln2Rest, p4, p3, p2, half, one, least);
    v128.store(out + at, a);
    v128.store(out + at, b, 16);
    low = f64x2.add(low, f64x2.add(f64x2.promote_low_f32x4(a), f64x2.promote_low_f32x4(b)));
    high = f64x2.add(high, f64x2.add(upper(a), upper(b)));
  }
  for (; at < whole; at += 16) {
    const a = expOfNegative(f32x4.sub(v128.load(x + at), most), log2e, rounder, ln2, ln2Rest, p4, p3, p2, half, one, least);
    v128.store(out + at, a);
    low = f64x2.add(low, f64x2.add(f64x2.promote_low_f32x4(a), upper(a)));
  }
  let rest: f64 = 0;
  for (; at < bytes; at += 4) {
    const a = expOfNegative(f32x4.sub(v128.load32_splat(x + at), most), log2e, rounder, ln2, ln2Rest, p4, p3, p2, half, one, least);
    v128.store_lane<f32>(out + at, a, 0);
    rest += f32x4.extract_lane(a, 0);
  }
  return total(f64x2.add(low, high)) + rest;
}
