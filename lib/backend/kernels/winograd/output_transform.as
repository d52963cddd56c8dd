import { Activation } from "../activation/args";
import { activate } from "../simd/activate";
import { gate } from "../simd/gate";
import { madd } from "../simd/madd";
import { WinogradArgs } from "./args";

/**
 * Output of a tile for `count` channels from `first` on, whose product at point
 * p lies at `from + p * pointStep`: transformed, scaled, shifted, added to the
 * residual, activated and masked.
 */
export function transformOutput(
  args: WinogradArgs,
  tile: i32,
  first: i32,
  count: i32,
  from: usize,
  pointStep: usize,
  scratch: usize,
): void {
  const tileX = tile % args.tileColumns;
  const row = tile / args.tileColumns;
  const y = 4 * (row % args.tileRows);
  const x = 4 * tileX;
  const image = row / args.tileRows;
  const rows = min(4, args.outHeight - y);
  const columns = min(4, args.outWidth - x);
  const channels = args.outChannels;
  const pixelStep = <usize>channels << 2;
  const rowStep = <usize>args.outWidth * pixelStep;
  const corner =
    <usize>((image * args.outHeight + y) * args.outWidth + x) * pixelStep;
  const last = min(first + count, channels);
  const kind = args.activation;
  const zero = f32x4.splat(args.zero);
  const evenA0 = f32x4.splat(args.evenA0);
  const evenB0 = f32x4.splat(args.evenB0);
  const oddA1 = f32x4.splat(args.oddA1);
  const oddB1 = f32x4.splat(args.oddB1);
  const evenA2 = f32x4.splat(args.evenA2);
  const evenB2 = f32x4.splat(args.evenB2);
  const oddA3 = f32x4.splat(args.oddA3);
  const oddB3 = f32x4.splat(args.oddB3);
  const least = f32x4.splat(kind == Activation.relu ? 0 : -Infinity);
  const base = args.output;
  const more = args.residual;
  const mask = args.mask;
  const isBounded = kind <= Activation.relu;
  for (let k = first; k < last; k += 4) {
    let point = from;
    for (let at = scratch; at < scratch + 384; at += 64) {
      outputValues(
        v128.load(point),
        v128.load(point + pointStep),
        v128.load(point + 2 * pointStep),
        v128.load(point + 3 * pointStep),
        v128.load(point + 4 * pointStep),
        v128.load(point + 5 * pointStep),
        at,
        16,
        zero,
        evenA0,
        evenB0,
        oddA1,
        oddB1,
        evenA2,
        evenB2,
        oddA3,
        oddB3,
      );
      point += 6 * pointStep;
    }
    for (let at = scratch; at < scratch + 64; at += 16) {
      outputValues(
        v128.load(at),
        v128.load(at, 64),
        v128.load(at, 128),
        v128.load(at, 192),
        v128.load(at, 256),
        v128.load(at, 320),
        at,
        64,
        zero,
        evenA0,
        evenB0,
        oddA1,
        oddB1,
        evenA2,
        evenB2,
        oddA3,
        oddB3,
      );
    }
    from += 16;
    const lanes = last - k;
    const factor = perChannel(args.scale, k, lanes, 1);
    const term = perChannel(args.bias, k, lanes, 0);
    let line = corner + (<usize>k << 2);
    if (isBounded && lanes >= 4) {
      for (let at = scratch; at < scratch + (<usize>rows << 6); at += 64) {
        if (columns < 4) {
          let offset = line;
          for (let from = at; from < at + (<usize>columns << 4); from += 16) {
            put(from, offset, true, true, base, more, mask, factor, term, least);
            offset += pixelStep;
          }
        } else if (mask == 0 && more == 0) {
          putFour(at, line, pixelStep, false, false, base, more, mask, factor, term, least);
        } else if (more == 0) {
          putFour(at, line, pixelStep, false, true, base, more, mask, factor, term, least);
        } else {
          putFour(at, line, pixelStep, true, true, base, more, mask, factor, term, least);
        }
        line += rowStep;
      }
      continue;
    }
    const slope = perChannel(args.slopes, k, lanes, 0);
    for (let i = scratch; i < scratch + (<usize>rows << 6); i += 64) {
      let offset = line;
      for (let at = i; at < i + (<usize>columns << 4); at += 16) {
        let value = madd(v128.load(at), factor, term);
        if (more != 0) {
          value = v128.add<f32>(value, loadLanes(more + offset, lanes, 0));
        }
        value = isBounded
          ? v128.pmax<f32>(value, least)
          : activate(value, kind, args.alpha, slope);
        if (mask != 0) {
          value = gate(value, loadLanes(mask + offset, lanes, 0));
        }
        storeLanes(base + offset, value, lanes);
        offset += pixelStep;
      }
      line += rowStep;
    }
  }
}

/** Six points to four values of the output, `step` bytes apart. */
// @ts-ignore: decorator
@inline
function outputValues(
  m0: v128,
  m1: v128,
  m2: v128,
  m3: v128,
  m4: v128,
  m5: v128,
  to: usize,
  step: usize,
  zero: v128,
  evenA0: v128,
  evenB0: v128,
  oddA1: v128,
  oddB1: v128,
  evenA2: v128,
  evenB2: v128,
  oddA3: v128,
  oddB3: v128,
): void {
  const evenA = v128.add<f32>(m1, m2);
  const oddA = v128.sub<f32>(m1, m2);
  const evenB = v128.add<f32>(m3, m4);
  const oddB = v128.sub<f32>(m3, m4);
  const all = madd(evenA0, evenA, v128.mul<f32>(zero, m0));
  v128.store(to, madd(evenB0, evenB, all));
  to += step;
  v128.store(to, madd(oddB1, oddB, v128.mul<f32>(oddA1, oddA)));
  to += step;
  v128.store(to, madd(evenB2, evenB, v128.mul<f32>(evenA2, evenA)));
  to += step;
  v128.store(to, madd(oddB3, oddB, madd(oddA3, oddA, m5)));
}

/** The four columns of a tile's row whose values lie at `at`. */
// @ts-ignore: decorator
@inline
function putFour(
  at: usize,
  offset: usize,
  pixelStep: usize,
  MORE: bool,
  MASK: bool,
  base: usize,
  more: usize,
  mask: usize,
  factor: v128,
  term: v128,
  least: v128,
): void {
  put(at, offset, MORE, MASK, base, more, mask, factor, term, least);
  offset += pixelStep;
  put(at + 16, offset, MORE, MASK, base, more, mask, factor, term, least);
  offset += pixelStep;
  put(at + 32, offset, MORE, MASK, base, more, mask, factor, term, least);
  offset += pixelStep;
  put(at + 48, offset, MORE, MASK, base, more, mask, factor, term, least);
}

/** Four channels of a pixel, which lie at `at`, with what there is to them. */
// @ts-ignore: decorator
@inline
function put(
  at: usize,
  offset: usize,
  MORE: bool,
  MASK: bool,
  base: usize,
  more: usize,
  mask: usize,
  factor: v128,
  term: v128,
  least: v128,
): void {
  let value = madd(v128.load(at), factor, term);
  if (MORE && more != 0) value = v128.add<f32>(value, v128.load(more + offset));
  value = v128.pmax<f32>(value, least);
  if (MASK && mask != 0) value = gate(value, v128.load(mask + offset));
  v128.store(base + offset, value);
}

// @ts-ignore: decorator
@inline
function perChannel(base: usize, k: i32, lanes: i32, otherwise: f32): v128 {
  if (base == 0) return f32x4.splat(otherwise);
  return loadLanes(base + (<usize>k << 2), lanes, otherwise);
}

// @ts-ignore: decorator
@inline
function loadLanes(from: usize, lanes: i32, otherwise: f32): v128 {
  if (lanes >= 4) return v128.load(from);
  let value = f32x4.splat(otherwise);
  value = f32x4.replace_lane(value, 0, load<f32>(from));
  if (lanes > 1) value = f32x4.replace_lane(value, 1, load<f32>(from, 4));
  if (lanes > 2) value = f32x4.replace_lane(value, 2, load<f32>(from, 8));
  return value;
}

// @ts-ignore: decorator
@inline
function storeLanes(to: usize, value: v128, lanes: i32): void {
  if (lanes >= 4) {
    v128.store(to, value);
    return;
  }
  store<f32>(to, f32x4.extract_lane(value, 0));
  if (lanes > 1) store<f32>(to, f32x4.extract_lane(value, 1), 4);
  if (lanes > 2) store<f32>(to, f32x4.extract_lane(value, 2), 8);
}
