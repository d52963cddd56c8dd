import { GatedFunction } from "../simd/args";
import {
  HALF, held, LEAST, LN2, LN2_REST, LOG2_E, P2, P3, P4, ROUNDER, unknownZero,
} from "../simd/exp_of_negative";
import { clippedRest, clippedSlope, gateOf, gateOfSize, gatePower, gateSlope } from "../simd/gated";
import { BLOCK_TERMS, ChannelMapArgs, ChannelShareArgs, Stat, STATS, TermArgs } from "./args";

/** What {@linkcode GatedFunction} has no number for: the factor is given. */
const GIVEN: i32 = -1;

/**
 * Reads the gradient once and leaves the sums of t = g · factor per pixel and
 * per unit.
 */
export function term(args: TermArgs, first: i32, last: i32, _scratch: usize): void {
  for (let unit = first; unit < last; unit++) termUnit(args, unit, 0, GIVEN);
}

// The same of the function whose input is x: the factor is φ(x) − φ'(x) · x, and
// the gradient by x is written too. Terms are made first and then added up, as
// the numbers of both fill more registers than there are.

export function clippedReluTerm(args: TermArgs, first: i32, last: i32, scratch: usize): void {
  for (let unit = first; unit < last; unit++) termUnit(args, unit, scratch, GatedFunction.clippedRelu);
}

export function geluTerm(args: TermArgs, first: i32, last: i32, scratch: usize): void {
  for (let unit = first; unit < last; unit++) termUnit(args, unit, scratch, GatedFunction.gelu);
}

export function geluTanhTerm(args: TermArgs, first: i32, last: i32, scratch: usize): void {
  for (let unit = first; unit < last; unit++) termUnit(args, unit, scratch, GatedFunction.geluTanh);
}

export function swishTerm(args: TermArgs, first: i32, last: i32, scratch: usize): void {
  for (let unit = first; unit < last; unit++) termUnit(args, unit, scratch, GatedFunction.swish);
}

// @ts-ignore: decorator
@inline
function termUnit(args: TermArgs, unit: i32, scratch: usize, FN: i32): void {
  const pixels = args.pixels;
  const channels = args.channels;
  const unitPixels = args.unitPixels;
  const unitsPerImage = args.unitsPerImage;
  const start = unit % unitsPerImage * unitPixels;
  const count = min(unitPixels, pixels - start);
  const pixel = <usize>(unit / unitsPerImage * pixels + start);
  const row = <usize>channels << 2;
  const whole = row & ~15;
  const limits = args.limits;
  const p = f32x4.splat(args.p);
  const q = f32x4.splat(args.q);
  const squared = args.squared != 0;
  const factorStep = args.factorStep;
  let g = args.gradient + pixel * row;
  let factor = args.factor + pixel * factorStep;
  let out = args.out + pixel * row;
  let sums = args.sums + (pixel << 4);
  let squares = args.squares;
  const hasSquares = squares != 0;
  squares += pixel << 3;
  const lows = limits + <usize>unit * row * 2;
  const highs = lows + row;
  if (FN == GIVEN && limits != 0) clearLimits(lows, highs, row);

  let unitSum: f64 = 0;
  let unitAbsolute: f64 = 0;
  let low = f32x4.splat(Infinity);
  let high = f32x4.splat(-Infinity);
  let least = f32x4.splat(Infinity);
  const blockPixels = max(1, BLOCK_TERMS / channels);
  let made = 0;
  let terms = scratch;
  for (let i = 0; i < count; i++) {
    if (FN != GIVEN && i == made) {
      const more = min(blockPixels, count - i);
      const bytes = <usize>more * row;
      makeTerms(factor, g, out, scratch, bytes, args.ceiling, unit, FN);
      made += more;
      out += bytes;
      terms = scratch;
    }
    let sumA = f64x2.splat(0);
    let sumB = f64x2.splat(0);
    let absoluteA = f64x2.splat(0);
    let absoluteB = f64x2.splat(0);
    let squareA = f64x2.splat(0);
    let squareB = f64x2.splat(0);
    for (let at: usize = 0; at < whole; at += 16) {
      const t = FN == GIVEN
        ? f32x4.mul(v128.load(g + at), v128.load(factor + at))
        : v128.load(terms + at);
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
      if (FN == GIVEN && limits != 0) {
        const m = magnitude(t, p, q, squared);
        v128.store(lows + at, f32x4.pmin(v128.load(lows + at), m));
        v128.store(highs + at, f32x4.pmax(v128.load(highs + at), m));
      }
    }
    let sum = total(sumA, sumB);
    let absolute = total(absoluteA, absoluteB);
    let square = total(squareA, squareB);
    for (let at = whole; at < row; at += 4) {
      const t = FN == GIVEN
        ? load<f32>(g + at) * load<f32>(factor + at)
        : load<f32>(terms + at);
      low = f32x4.pmin(low, f32x4.splat(t));
      high = f32x4.pmax(high, f32x4.splat(t));
      least = f32x4.pmin(least, f32x4.splat(abs(t)));
      sum += <f64>t;
      absolute += <f64>abs(t);
      square += <f64>(t * t);
      if (FN == GIVEN && limits != 0) {
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
    factor += factorStep;
    terms += row;
    sums += 16;
    squares += 8;
  }
  const stats = args.stats + <usize>(unit * STATS) * 8;
  store<f64>(stats + Stat.sum * 8, unitSum);
  store<f64>(stats + Stat.absolute * 8, unitAbsolute);
  store<f64>(stats + Stat.low * 8, <f64>leastLane(low));
  store<f64>(stats + Stat.high * 8, -<f64>leastLane(f32x4.neg(high)));
  store<f64>(stats + Stat.least * 8, <f64>leastLane(least));
}

/**
 * Writes dy · φ'(x) to `out`, and dy · (φ(x) − φ'(x) · x) to `terms`, where up to
 * 12 bytes more are written.
 */
// @ts-ignore: decorator
@inline
function makeTerms(
  x: usize, dy: usize, out: usize, terms: usize, bytes: usize, ceiling: f32, unit: i32, FN: i32,
): void {
  const most = f32x4.splat(ceiling);
  const zero = unknownZero(unit);
  const log2e = held(LOG2_E, zero), rounder = held(ROUNDER, zero);
  const ln2 = held(LN2, zero), ln2Rest = held(LN2_REST, zero);
  const p4 = held(P4, zero), p3 = held(P3, zero), p2 = held(P2, zero), half = held(HALF, zero);
  const one = held(1, zero), negligible = held(LEAST, zero);
  const whole = bytes & ~15;
  for (let at: usize = 0; at < bytes; at += at < whole ? 16 : 4) {
    const isWhole = at < whole;
    const v = isWhole ? v128.load(x + at) : v128.load_zero<f32>(x + at);
    const g = isWhole ? v128.load(dy + at) : v128.load_zero<f32>(dy + at);
    let slope: v128, rest: v128;
    if (FN == GatedFunction.clippedRelu) {
      slope = clippedSlope(v, most, zero, one);
      rest = clippedRest(v, most);
    } else {
      const power = gatePower(v, FN, log2e, rounder, ln2, ln2Rest, p4, p3, p2, half, one, negligible);
      const ofSize = gateOfSize(v, power, one, FN);
      const bent = f32x4.mul(v, gateSlope(v, power, ofSize, one, FN));
      slope = f32x4.add(gateOf(v, power, ofSize, one, FN), bent);
      rest = f32x4.neg(f32x4.mul(v, bent));
    }
    const gradient = f32x4.mul(g, slope);
    if (isWhole) v128.store(out + at, gradient);
    else v128.store_lane<f32>(out + at, gradient, 0);
    v128.store(terms + at, f32x4.mul(g, rest));
  }
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

/**
 * From the limits of the channels that `term` has left per unit, each image's:
 * the least magnitude of every channel, and 1 / (range + ε). A unit is an image.
 */
export function channelShare(args: ChannelShareArgs, first: i32, last: i32, _scratch: usize): void {
  const unitsPerImage = args.unitsPerImage;
  const row = <usize>args.channels << 2;
  for (let image = first; image < last; image++) {
    const lows = args.shares + <usize>image * row * 2;
    for (let at: usize = 0; at < row; at += 4) {
      let low = <f32>Infinity;
      let high = -<f32>Infinity;
      for (let i = 0; i < unitsPerImage; i++) {
        const unit = args.limits + <usize>(image * unitsPerImage + i) * row * 2 + at;
        low = min(low, load<f32>(unit));
        high = max(high, load<f32>(unit + row));
      }
      const range = high - low + args.epsilon;
      store<f32>(lows + at, low);
      store<f32>(lows + row + at, range == 0 ? <f32>0 : 1 / range);
    }
  }
}

/** Σ over channels of (magnitude − least) · share. Units as those of `term`. */
export function channelMap(args: ChannelMapArgs, first: i32, last: i32, _scratch: usize): void {
  for (let unit = first; unit < last; unit++) mapUnit(args, unit);
}

function mapUnit(args: ChannelMapArgs, unit: i32): void {
  const pixels = args.pixels;
  const unitPixels = args.unitPixels;
  const unitsPerImage = args.unitsPerImage;
  const image = unit / unitsPerImage;
  const start = unit % unitsPerImage * unitPixels;
  const count = min(unitPixels, pixels - start);
  const pixel = <usize>(image * pixels + start);
  const row = <usize>args.channels << 2;
  const whole = row & ~15;
  const p = f32x4.splat(args.p);
  const q = f32x4.splat(args.q);
  const squared = args.squared != 0;
  const factorStep = args.factorStep;
  const lows = args.shares + <usize>image * row * 2;
  const shares = lows + row;
  let g = args.gradient + pixel * row;
  let factor = args.factor + pixel * factorStep;
  let out = args.map + (pixel << 2);
  for (let i = 0; i < count; i++) {
    let sumA = f64x2.splat(0);
    let sumB = f64x2.splat(0);
    for (let at: usize = 0; at < whole; at += 16) {
      const t = f32x4.mul(v128.load(g + at), v128.load(factor + at));
      const m = f32x4.mul(
        f32x4.sub(magnitude(t, p, q, squared), v128.load(lows + at)),
        v128.load(shares + at),
      );
      sumA = f64x2.add(sumA, f64x2.promote_low_f32x4(m));
      sumB = f64x2.add(
        sumB,
        f64x2.promote_low_f32x4(v128.shuffle<f32>(m, m, 2, 3, 2, 3)),
      );
    }
    const lanes = f64x2.add(sumA, sumB);
    let sum = f64x2.extract_lane(lanes, 0) + f64x2.extract_lane(lanes, 1);
    for (let at = whole; at < row; at += 4) {
      const m = magnitudeOne(
        load<f32>(g + at) * load<f32>(factor + at),
        f32x4.extract_lane(p, 0),
        f32x4.extract_lane(q, 0),
        squared,
      );
      sum += <f64>((m - load<f32>(lows + at)) * load<f32>(shares + at));
    }
    store<f32>(out, <f32>sum);
    g += row;
    factor += factorStep;
    out += 4;
  }
}

/** max(p t, q t), squared if asked for, in every lane. */
// @ts-ignore: decorator
@inline
export function magnitude(t: v128, p: v128, q: v128, squared: bool): v128 {
  const m = f32x4.pmax(f32x4.mul(t, p), f32x4.mul(t, q));
  return squared ? f32x4.mul(m, m) : m;
}

/** As {@linkcode magnitude}, of one value. */
// @ts-ignore: decorator
@inline
export function magnitudeOne(t: f32, p: f32, q: f32, squared: bool): f32 {
  const high = t * p;
  const low = t * q;
  const m = high < low ? low : high;
  return squared ? m * m : m;
}
