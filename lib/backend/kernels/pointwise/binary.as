import { gate } from "../simd/gate";
import { BinaryArgs, BroadcastAxis } from "./args";

const ADD: i32 = 0;
const SUB: i32 = 1;
const MULTIPLY: i32 = 2;
const DIV: i32 = 3;
const MAXIMUM: i32 = 4;
const MINIMUM: i32 = 5;
const SQUARED_DIFFERENCE: i32 = 6;
const PRELU: i32 = 7;
const RELU_GRADIENT: i32 = 8;

// @ts-ignore: decorator
@inline
function value(a: v128, b: v128, OP: i32): v128 {
  if (OP == ADD) return f32x4.add(a, b);
  if (OP == SUB) return f32x4.sub(a, b);
  if (OP == MULTIPLY) return f32x4.mul(a, b);
  if (OP == DIV) return f32x4.div(a, b);
  if (OP == MAXIMUM) return f32x4.max(a, b);
  if (OP == MINIMUM) return f32x4.min(a, b);
  if (OP == SQUARED_DIFFERENCE) {
    const difference = f32x4.sub(a, b);
    return f32x4.mul(difference, difference);
  }
  if (OP == PRELU) return v128.bitselect(f32x4.mul(a, b), a, f32x4.lt(a, f32x4.splat(0)));
  return gate(a, b);
}

// @ts-ignore: decorator
@inline
function row(a: usize, b: usize, out: usize, bytes: usize, A: bool, B: bool, OP: i32): void {
  const whole = bytes & ~15;
  const everyA = A ? f32x4.splat(0) : v128.load_splat<u32>(a);
  const everyB = B ? f32x4.splat(0) : v128.load_splat<u32>(b);
  let at: usize = 0;
  for (; at + 64 <= whole; at += 64) {
    const a0 = A ? v128.load(a + at) : everyA;
    const a1 = A ? v128.load(a + at, 16) : everyA;
    const a2 = A ? v128.load(a + at, 32) : everyA;
    const a3 = A ? v128.load(a + at, 48) : everyA;
    const b0 = B ? v128.load(b + at) : everyB;
    const b1 = B ? v128.load(b + at, 16) : everyB;
    const b2 = B ? v128.load(b + at, 32) : everyB;
    const b3 = B ? v128.load(b + at, 48) : everyB;
    v128.store(out + at, value(a0, b0, OP));
    v128.store(out + at, value(a1, b1, OP), 16);
    v128.store(out + at, value(a2, b2, OP), 32);
    v128.store(out + at, value(a3, b3, OP), 48);
  }
  for (; at < whole; at += 16) {
    v128.store(
      out + at,
      value(A ? v128.load(a + at) : everyA, B ? v128.load(b + at) : everyB, OP),
    );
  }
  for (; at < bytes; at += 4) {
    v128.store_lane<f32>(
      out + at,
      value(
        A ? v128.load_zero<f32>(a + at) : everyA,
        B ? v128.load_zero<f32>(b + at) : everyB,
        OP,
      ),
      0,
    );
  }
}

// @ts-ignore: decorator
@inline
function binary(args: BinaryArgs, first: i32, last: i32, OP: i32): void {
  const length = args.length;
  const unitLength = args.unitLength;
  const rows = args.rows;
  const unitRows = args.unitRows;
  const aVaries = args.aVaries != 0;
  const bVaries = args.bVaries != 0;
  const parts = (length + unitLength - 1) / unitLength;
  for (let unit = first; unit < last; unit++) {
    const start = unit % parts * unitLength;
    const bytes = <usize>min(unitLength, length - start) << 2;
    const firstRow = unit / parts * unitRows;
    const lastRow = min(rows, firstRow + unitRows);
    const offset = <usize>start << 2;
    for (let i = firstRow; i < lastRow; i++) {
      const out = args.out + ((<usize>i * length) << 2) + offset;
      const a = args.a + rowOffset(args, i, true) + (aVaries ? offset : 0);
      const b = args.b + rowOffset(args, i, false) + (bVaries ? offset : 0);
      if (aVaries && bVaries) row(a, b, out, bytes, true, true, OP);
      else if (aVaries) row(a, b, out, bytes, true, false, OP);
      else row(a, b, out, bytes, false, true, OP);
    }
  }
}

/** How far a row of an operand lies from its first. */
// @ts-ignore: decorator
@inline
function rowOffset(args: BinaryArgs, row: i32, OF_A: bool): usize {
  let offset: usize = 0;
  let at = changetype<usize>(args) + offsetof<BinaryArgs>();
  for (let left = args.axes; left > 0; left--) {
    const axis = changetype<BroadcastAxis>(at);
    offset += <usize>(row % axis.length) * (OF_A ? axis.a : axis.b);
    row /= axis.length;
    at += offsetof<BroadcastAxis>();
  }
  return offset;
}

export function add(args: BinaryArgs, first: i32, last: i32, _scratch: usize): void {
  binary(args, first, last, ADD);
}

export function sub(args: BinaryArgs, first: i32, last: i32, _scratch: usize): void {
  binary(args, first, last, SUB);
}

export function multiply(args: BinaryArgs, first: i32, last: i32, _scratch: usize): void {
  binary(args, first, last, MULTIPLY);
}

export function div(args: BinaryArgs, first: i32, last: i32, _scratch: usize): void {
  binary(args, first, last, DIV);
}

export function maximum(args: BinaryArgs, first: i32, last: i32, _scratch: usize): void {
  binary(args, first, last, MAXIMUM);
}

export function minimum(args: BinaryArgs, first: i32, last: i32, _scratch: usize): void {
  binary(args, first, last, MINIMUM);
}

export function squaredDifference(args: BinaryArgs, first: i32, last: i32, _scratch: usize): void {
  binary(args, first, last, SQUARED_DIFFERENCE);
}

export function prelu(args: BinaryArgs, first: i32, last: i32, _scratch: usize): void {
  binary(args, first, last, PRELU);
}

export function reluGradient(args: BinaryArgs, first: i32, last: i32, _scratch: usize): void {
  binary(args, first, last, RELU_GRADIENT);
}
