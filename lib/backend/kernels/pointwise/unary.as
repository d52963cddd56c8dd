import { exp as e } from "../simd/exp";
import { UnaryArgs } from "./args";

const RELU: i32 = 0;
const RELU6: i32 = 1;
const CLIP: i32 = 2;
const LEAKY_RELU: i32 = 3;
const STEP: i32 = 4;
const EXP: i32 = 5;
const ABS: i32 = 6;
const NEG: i32 = 7;
const SQUARE: i32 = 8;
const SQRT: i32 = 9;
const RSQRT: i32 = 10;

// @ts-ignore: decorator
@inline
function value(x: v128, a: f32, b: f32, OP: i32): v128 {
  // pmax(x, y) is x < y ? y : x, so that NaN stays.
  if (OP == RELU) return f32x4.pmax(x, f32x4.splat(0));
  if (OP == RELU6) return f32x4.pmin(f32x4.pmax(x, f32x4.splat(0)), f32x4.splat(6));
  if (OP == CLIP) return f32x4.pmin(f32x4.pmax(x, f32x4.splat(a)), f32x4.splat(b));
  if (OP == LEAKY_RELU) return v128.bitselect(f32x4.mul(x, f32x4.splat(a)), x, f32x4.lt(x, f32x4.splat(0)));
  if (OP == STEP) return v128.bitselect(x, v128.bitselect(f32x4.splat(1), f32x4.splat(a), f32x4.gt(x, f32x4.splat(0))), f32x4.ne(x, x));
  if (OP == EXP) return e(x);
  if (OP == ABS) return f32x4.abs(x);
  if (OP == NEG) return f32x4.neg(x);
  if (OP == SQUARE) return f32x4.mul(x, x);
  if (OP == SQRT) return f32x4.sqrt(x);
  return f32x4.div(f32x4.splat(1), f32x4.sqrt(x));
}

// @ts-ignore: decorator
@inline
function unary(args: UnaryArgs, first: i32, last: i32, OP: i32): void {
  const a = args.a;
  const b = args.b;
  const unit = <usize>args.unit << 2;
  const end = min(<usize>last * unit, <usize>args.count << 2);
  const whole = end & ~15;
  const x = args.x;
  const out = args.out;
  let at = <usize>first * unit;
  // What is long needs the registers that four at a time would take.
  const long = OP == EXP;
  for (; !long && at + 64 <= end; at += 64) {
    const v0 = value(v128.load(x + at), a, b, OP);
    const v1 = value(v128.load(x + at, 16), a, b, OP);
    const v2 = value(v128.load(x + at, 32), a, b, OP);
    const v3 = value(v128.load(x + at, 48), a, b, OP);
    v128.store(out + at, v0);
    v128.store(out + at, v1, 16);
    v128.store(out + at, v2, 32);
    v128.store(out + at, v3, 48);
  }
  for (; at < whole; at += 16) {
    v128.store(out + at, value(v128.load(x + at), a, b, OP));
  }
  for (; at < end; at += 4) {
    v128.store_lane<f32>(out + at, value(v128.load_zero<f32>(x + at), a, b, OP), 0);
  }
}

export function relu(args: UnaryArgs, first: i32, last: i32, _scratch: usize): void {
  unary(args, first, last, RELU);
}

export function relu6(args: UnaryArgs, first: i32, last: i32, _scratch: usize): void {
  unary(args, first, last, RELU6);
}

export function clip(args: UnaryArgs, first: i32, last: i32, _scratch: usize): void {
  unary(args, first, last, CLIP);
}

export function leakyRelu(args: UnaryArgs, first: i32, last: i32, _scratch: usize): void {
  unary(args, first, last, LEAKY_RELU);
}

export function step(args: UnaryArgs, first: i32, last: i32, _scratch: usize): void {
  unary(args, first, last, STEP);
}

export function exp(args: UnaryArgs, first: i32, last: i32, _scratch: usize): void {
  unary(args, first, last, EXP);
}

export function abs(args: UnaryArgs, first: i32, last: i32, _scratch: usize): void {
  unary(args, first, last, ABS);
}

export function neg(args: UnaryArgs, first: i32, last: i32, _scratch: usize): void {
  unary(args, first, last, NEG);
}

export function square(args: UnaryArgs, first: i32, last: i32, _scratch: usize): void {
  unary(args, first, last, SQUARE);
}

export function sqrt(args: UnaryArgs, first: i32, last: i32, _scratch: usize): void {
  unary(args, first, last, SQRT);
}

export function rsqrt(args: UnaryArgs, first: i32, last: i32, _scratch: usize): void {
  unary(args, first, last, RSQRT);
}
