import { address, float, word } from "../simd/word";
import { Arg, Stat } from "./layout";
import { magnitude, magnitudeOne, masked, maskedOne } from "./masked";

// How the gradient is written.
const NOT: i32 = 0;
const AS_IS: i32 = 1;
const SCALED: i32 = 2;

/**
 * Reads the gradient once: masks it, writes it if asked for, and leaves the
 * sums of t = g · factor per pixel and per unit.
 */
export function term(args: usize, first: i32, last: i32, _scratch: usize): void {
  const mask = word(args, Arg.mask) != 0;
  const write = word(args, Arg.written) == 0
    ? NOT
    : word(args, Arg.scale) == 0
    ? AS_IS
    : SCALED;
  for (let unit = first; unit < last; unit++) {
    if (mask) {
      if (write == NOT) termUnit(args, unit, true, NOT);
      else if (write == AS_IS) termUnit(args, unit, true, AS_IS);
      else termUnit(args, unit, true, SCALED);
    } else {
      if (write == NOT) termUnit(args, unit, false, NOT);
      else if (write == AS_IS) termUnit(args, unit, false, AS_IS);
      else termUnit(args, unit, false, SCALED);
    }
  }
}

// @ts-ignore: decorator
@inline
function termUnit(args: usize, unit: i32, MASK: bool, WRITE: i32): void {
  const pixels = word(args, Arg.pixels);
  const channels = word(args, Arg.channels);
  const unitPixels = word(args, Arg.unitPixels);
  const unitsPerImage = word(args, Arg.unitsPerImage);
  const start = unit % unitsPerImage * unitPixels;
  const count = min(unitPixels, pixels - start);
  const pixel = <usize>(unit / unitsPerImage * pixels + start);
  const row = <usize>channels << 2;
  const whole = row & ~15;
  const limits = address(args, Arg.limits);
  const p = f32x4.splat(float(args, Arg.p));
  const q = f32x4.splat(float(args, Arg.q));
  const squared = word(args, Arg.squared) != 0;
  const scale = address(args, Arg.scale);
  const factorStep = address(args, Arg.factorStep);
  let g = address(args, Arg.gradient) + pixel * row;
  let y = address(args, Arg.mask) + pixel * row;
  let out = address(args, Arg.written) + pixel * row;
  let factor = address(args, Arg.factor) + pixel * factorStep;
  let sums = address(args, Arg.sums) + (pixel << 4);
  let squares = address(args, Arg.squares);
  const hasSquares = squares != 0;
  squares += pixel << 3;
  const lows = limits + <usize>unit * row * 2;
  const highs = lows + row;
  if (limits != 0) clearLimits(lows, highs, row);

  let unitSum: f64 = 0;
  let unitAbsolute: f64 = 0;
  let low = f32x4.splat(Infinity);
  let high = f32x4.splat(-Infinity);
  let least = f32x4.splat(Infinity);
  for (let i = 0; i < count; i++) {
    let sumA = f64x2.splat(0);
    let sumB = f64x2.splat(0);
    let absoluteA = f64x2.splat(0);
    let absoluteB = f64x2.splat(0);
    let squareA = f64x2.splat(0);
    let squareB = f64x2.splat(0);
    for (let at: usize = 0; at < whole; at += 16) {
      let value = v128.load(g + at);
      if (MASK) value = masked(value, v128.load(y + at));
      if (WRITE == AS_IS) v128.store(out + at, value);
      if (WRITE == SCALED) {
        v128.store(out + at, f32x4.mul(value, v128.load(scale + at)));
      }
      const t = f32x4.mul(value, v128.load(factor + at));
      low = f32x4.pmin(low, t);
      high = f32x4.pmax(high, t);
      least = f32x4.pmin(least, f32x4.abs(t));
      const a = f64x2.promote_low_f32x4(t);
      const b = f64x2.promote_low_f32x4(v128.shuffle<f32>(t, t, 2, 3, 2, 3));
      sumA = f64x2.add(sumA, a);
      sumB = f64x2.add(sumB, b);
      absoluteA = f64x2.add(absoluteA, f64x2.abs(a));
      absoluteB = f64x2.add(absoluteB, f64x2.abs(b));
      if (hasSquares) {
        const s = f32x4.mul(t, t);
        squareA = f64x2.add(squareA, f64x2.promote_low_f32x4(s));
        squareB = f64x2.add(
          squareB,
          f64x2.promote_low_f32x4(v128.shuffle<f32>(s, s, 2, 3, 2, 3)),
        );
      }
      if (limits != 0) {
        const m = magnitude(t, p, q, squared);
        v128.store(lows + at, f32x4.pmin(v128.load(lows + at), m));
        v128.store(highs + at, f32x4.pmax(v128.load(highs + at), m));
      }
    }
    let sum = total(sumA, sumB);
    let absolute = total(absoluteA, absoluteB);
    let square = total(squareA, squareB);
    for (let at = whole; at < row; at += 4) {
      let value = load<f32>(g + at);
      if (MASK) value = maskedOne(value, load<f32>(y + at));
      if (WRITE == AS_IS) store<f32>(out + at, value);
      if (WRITE == SCALED) store<f32>(out + at, value * load<f32>(scale + at));
      const t = value * load<f32>(factor + at);
      low = f32x4.pmin(low, f32x4.splat(t));
      high = f32x4.pmax(high, f32x4.splat(t));
      least = f32x4.pmin(least, f32x4.splat(abs(t)));
      sum += <f64>t;
      absolute += <f64>abs(t);
      square += <f64>(t * t);
      if (limits != 0) {
        const m = magnitudeOne(
          t,
          f32x4.extract_lane(p, 0),
          f32x4.extract_lane(q, 0),
          squared,
        );
        if (m < load<f32>(lows + at)) store<f32>(lows + at, m);
        if (m > load<f32>(highs + at)) store<f32>(highs + at, m);
      }
    }
    store<f64>(sums, sum);
    store<f64>(sums, absolute, 8);
    if (hasSquares) store<f64>(squares, square);
    unitSum += sum;
    unitAbsolute += absolute;
    g += row;
    y += row;
    out += row;
    factor += factorStep;
    sums += 16;
    squares += 8;
  }
  const stats = address(args, Arg.stats) + <usize>(unit * Stat.COUNT) * 8;
  store<f64>(stats + Stat.sum * 8, unitSum);
  store<f64>(stats + Stat.absolute * 8, unitAbsolute);
  store<f64>(stats + Stat.low * 8, <f64>leastLane(low));
  store<f64>(stats + Stat.high * 8, -<f64>leastLane(f32x4.neg(high)));
  store<f64>(stats + Stat.least * 8, <f64>leastLane(least));
}

function clearLimits(lows: usize, highs: usize, row: usize): void {
  for (let at: usize = 0; at < row; at += 4) {
    store<f32>(lows + at, Infinity);
    store<f32>(highs + at, -Infinity);
  }
}

// @ts-ignore: decorator
@inline
function total(a: v128, b: v128): f64 {
  const sum = f64x2.add(a, b);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

function leastLane(v: v128): f32 {
  return min(
    min(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)),
    min(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)),
  );
}
