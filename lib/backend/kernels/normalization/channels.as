import { BatchNormArgs, ChannelAffineArgs, ChannelSumArgs } from "./args";
import { upper, vectorAt, writeAt } from "./rows";

/**
 * Σ x and Σ x · y of every channel over the pixels of each unit, in float64: of
 * four channels after four, so many that whole vectors hold them. Two vectors at
 * a time, since an addition waits for the one before.
 */
export function channelSums(args: ChannelSumArgs, first: i32, last: i32, _scratch: usize): void {
  const bytes = <usize>args.channels << 2;
  const padded = (bytes + 15) & ~15;
  for (let unit = first; unit < last; unit++) {
    const from = unit * args.unitPixels;
    const pixels = min(args.unitPixels, args.pixels - from);
    const out = args.out + <usize>unit * (padded << 2);
    const x = args.x + <usize>from * bytes, y = args.y + <usize>from * bytes;
    let at: usize = 0;
    for (; at + 32 <= bytes; at += 32) {
      let a0 = f64x2.splat(0), a1 = a0, a2 = a0, a3 = a0;
      let b0 = a0, b1 = a0, b2 = a0, b3 = a0;
      let xs = x + at, ys = y + at;
      for (let pixel = 0; pixel < pixels; pixel++) {
        const u = v128.load(xs), v = v128.load(xs, 16);
        const p = v128.load(ys), q = v128.load(ys, 16);
        const u0 = f64x2.promote_low_f32x4(u), u1 = upper(u);
        const v0 = f64x2.promote_low_f32x4(v), v1 = upper(v);
        a0 = f64x2.add(a0, u0);
        a1 = f64x2.add(a1, u1);
        a2 = f64x2.add(a2, v0);
        a3 = f64x2.add(a3, v1);
        b0 = f64x2.add(b0, f64x2.mul(u0, f64x2.promote_low_f32x4(p)));
        b1 = f64x2.add(b1, f64x2.mul(u1, upper(p)));
        b2 = f64x2.add(b2, f64x2.mul(v0, f64x2.promote_low_f32x4(q)));
        b3 = f64x2.add(b3, f64x2.mul(v1, upper(q)));
        xs += bytes;
        ys += bytes;
      }
      storeFour(out + (at << 1), a0, a1, a2, a3);
      storeFour(out + ((padded + at) << 1), b0, b1, b2, b3);
    }
    for (; at < bytes; at += 16) {
      let low = f64x2.splat(0), high = low;
      let lowProducts = low, highProducts = low;
      let xs = x, ys = y;
      for (let pixel = 0; pixel < pixels; pixel++) {
        const a = vectorAt(xs, at, bytes), b = vectorAt(ys, at, bytes);
        const a0 = f64x2.promote_low_f32x4(a), a1 = upper(a);
        low = f64x2.add(low, a0);
        high = f64x2.add(high, a1);
        lowProducts = f64x2.add(lowProducts, f64x2.mul(a0, f64x2.promote_low_f32x4(b)));
        highProducts = f64x2.add(highProducts, f64x2.mul(a1, upper(b)));
        xs += bytes;
        ys += bytes;
      }
      const sums = out + (at << 1), products = sums + (padded << 1);
      v128.store(sums, low);
      v128.store(sums, high, 16);
      v128.store(products, lowProducts);
      v128.store(products, highProducts, 16);
    }
  }
}

// @ts-ignore: decorator
@inline
function storeFour(at: usize, a: v128, b: v128, c: v128, d: v128): void {
  v128.store(at, a);
  v128.store(at, b, 16);
  v128.store(at, c, 32);
  v128.store(at, d, 48);
}

/** a · x + b · y + c of every channel; without y, a · x + c. */
export function channelAffine(args: ChannelAffineArgs, first: i32, last: i32, _scratch: usize): void {
  const bytes = <usize>args.channels << 2;
  const hasY = args.y != 0;
  for (let unit = first; unit < last; unit++) {
    const from = unit * args.unitPixels;
    const pixels = min(args.unitPixels, args.pixels - from);
    const start = <usize>from * bytes;
    const x = args.x + start, y = args.y + start, out = args.out + start;
    // Down the pixels, since a channel's factors stay the same there.
    for (let at: usize = 0; at < bytes; at += 16) {
      const a = vectorAt(args.a, at, bytes), c = vectorAt(args.c, at, bytes);
      const b = hasY ? vectorAt(args.b, at, bytes) : a;
      let xs = x, ys = y, to = out;
      for (let pixel = 0; pixel < pixels; pixel++) {
        let value = f32x4.add(f32x4.mul(vectorAt(xs, at, bytes), a), c);
        if (hasY) value = f32x4.add(value, f32x4.mul(vectorAt(ys, at, bytes), b));
        writeAt(to, at, bytes, value);
        xs += bytes;
        ys += bytes;
        to += bytes;
      }
    }
  }
}

/** The mean and variance of every channel, and what `channelAffine` makes its output of. */
export function batchNormForward(args: BatchNormArgs, _first: i32, _last: i32, _scratch: usize): void {
  const pixels = <f64>args.pixels;
  for (let channel: usize = 0; channel < <usize>args.channels; channel++) {
    const at = channel << 2;
    const mean = totalOf(args, channel, 0) / pixels;
    const variance = Math.max(0, totalOf(args, channel, 1) / pixels - mean * mean);
    const factor = gammaOf(args, at) / Math.sqrt(variance + <f64>args.epsilon);
    const beta = args.beta ? <f64>load<f32>(args.beta + at) : 0;
    store<f32>(args.mean + at, <f32>mean);
    store<f32>(args.variance + at, <f32>variance);
    store<f32>(args.a + at, <f32>factor);
    store<f32>(args.c + at, <f32>(beta - mean * factor));
  }
}

/**
 * The gradients by γ and β, given Σ g and Σ g · x, and what `channelAffine` makes
 * the gradient by x of, from g and x.
 */
export function batchNormBackward(args: BatchNormArgs, _first: i32, _last: i32, _scratch: usize): void {
  const pixels = <f64>args.pixels;
  for (let channel: usize = 0; channel < <usize>args.channels; channel++) {
    const at = channel << 2;
    const mean = <f64>load<f32>(args.mean + at);
    const inverse = 1 / Math.sqrt(<f64>load<f32>(args.variance + at) + <f64>args.epsilon);
    const plain = totalOf(args, channel, 0);
    const weighted = inverse * (totalOf(args, channel, 1) - mean * plain);
    const factor = gammaOf(args, at) * inverse;
    const slope = factor * inverse * weighted / pixels;
    store<f32>(args.gammaGradient + at, <f32>weighted);
    store<f32>(args.betaGradient + at, <f32>plain);
    store<f32>(args.a + at, <f32>factor);
    store<f32>(args.b + at, <f32>-slope);
    store<f32>(args.c + at, <f32>(slope * mean - factor * plain / pixels));
  }
}

/** One of the two sums of a channel over all units. */
// @ts-ignore: decorator
@inline
function totalOf(args: BatchNormArgs, channel: usize, which: usize): f64 {
  const padded = (<usize>args.channels + 3) & ~3;
  let at = args.sums + ((which * padded + channel) << 3);
  let sum: f64 = 0;
  for (let unit = 0; unit < args.units; unit++) {
    sum += load<f64>(at);
    at += padded << 4;
  }
  return sum;
}

// @ts-ignore: decorator
@inline
function gammaOf(args: BatchNormArgs, at: usize): f64 {
  return args.gamma ? <f64>load<f32>(args.gamma + at) : 1;
}
