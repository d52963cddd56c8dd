import { DEPTH } from "../matmul/args";
import { multiplyBlock, SCRATCH } from "../matmul/block";
import { packSix } from "../matmul/pack";
import { madd } from "../simd/madd";
import { FilterGradientArgs, PANEL, POINTS, SKEW } from "./args";

// F(3×3, 4×4): of a tile, 6×6 inputs and 4×4 of the gradient by the output make
// 36 products and the 3×3 taps, where the definition has 144. Points are added
// up over tiles before they become taps.

/** Bytes from a point of the gradient to the next. */
// @ts-ignore: decorator
@inline
function gradientPointStep(args: FilterGradientArgs): usize {
  const panels = (args.outChannels + PANEL - 1) / PANEL;
  return (<usize>(panels * args.tileCount) << 5) + SKEW;
}

/** A unit transforms the gradient of one tile. */
export function gradientTiles(
  args: FilterGradientArgs,
  first: i32,
  last: i32,
  scratch: usize,
): void {
  const pointStep = gradientPointStep(args);
  const panelStep = <usize>args.tileCount << 5;
  const a = f32x4.splat(args.a), b = f32x4.splat(args.b);
  const a2 = f32x4.splat(args.a2), b2 = f32x4.splat(args.b2);
  const halves = (args.outChannels + PANEL - 1) / PANEL * 2;
  for (let tile = first; tile < last; tile++) {
    const to = args.gradientPoints + (<usize>tile << 5);
    for (let half = 0; half < halves; half++) {
      const patch = scratch + 384;
      loadPatch(args, args.firstTile + tile, half * 4, patch);
      for (let x: usize = 0; x < 64; x += 16) {
        gradientValues(
          v128.load(patch + x),
          v128.load(patch + x, 64),
          v128.load(patch + x, 128),
          v128.load(patch + x, 192),
          scratch + x, 64, a, b, a2, b2,
        );
      }
      let point = to + <usize>(half >> 1) * panelStep +
        (<usize>(half & 1) << 4);
      for (let at = scratch; at < scratch + 384; at += 64) {
        gradientValues(
          v128.load(at),
          v128.load(at, 16),
          v128.load(at, 32),
          v128.load(at, 48),
          point, pointStep, a, b, a2, b2,
        );
        point += 6 * pointStep;
      }
    }
  }
}

/** Four values to six points, `step` bytes apart. */
// @ts-ignore: decorator
@inline
function gradientValues(
  g0: v128,
  g1: v128,
  g2: v128,
  g3: v128,
  to: usize,
  step: usize,
  a: v128,
  b: v128,
  a2: v128,
  b2: v128,
): void {
  v128.store(to, g0);
  to += step;
  const evenA = madd(a2, g2, g0);
  const oddA = v128.mul<f32>(a, madd(a2, g3, g1));
  v128.store(to, v128.add<f32>(evenA, oddA));
  to += step;
  v128.store(to, v128.sub<f32>(evenA, oddA));
  to += step;
  const evenB = madd(b2, g2, g0);
  const oddB = v128.mul<f32>(b, madd(b2, g3, g1));
  v128.store(to, v128.add<f32>(evenB, oddB));
  to += step;
  v128.store(to, v128.sub<f32>(evenB, oddB));
  to += step;
  v128.store(to, g3);
}

/** Four channels of the 4×4 pixels of a tile, 0 beyond the last of each. */
function loadPatch(
  args: FilterGradientArgs,
  tile: i32,
  channel: i32,
  to: usize,
): void {
  const row = tile / args.tileColumns;
  const left = 4 * (tile - row * args.tileColumns);
  const image = row / args.tileRows;
  const top = 4 * (row - image * args.tileRows);
  const channels = args.outChannels;
  const lanes = min(channels - channel, 4);
  for (let y = top; y < top + 4; y++) {
    for (let x = left; x < left + 4; x++, to += 16) {
      v128.store(to, f32x4.splat(0));
      if (y >= args.height || x >= args.width) continue;
      const pixel = (image * args.height + y) * args.width + x;
      const from = args.gradient +
        (<usize>(pixel * channels + channel) << 2);
      if (lanes == 4) {
        v128.store(to, v128.load(from));
      } else {
        for (let i = 0; i < lanes; i++) {
          store<f32>(to + (i << 2), load<f32>(from + (i << 2)));
        }
      }
    }
  }
}

/** A unit is a block of input channels by one of output channels. */
export function filterGradient(
  args: FilterGradientArgs,
  first: i32,
  last: i32,
  scratch: usize,
): void {
  const channels = args.channels, outChannels = args.outChannels;
  const rows = args.rows, columns = args.columns;
  const count = args.tileCount;
  const inputStep = <usize>((channels + 7) & ~7) << 2;
  const inputPointStep = <usize>count * inputStep + SKEW;
  const panelStep = <usize>count << 5;
  const step = <usize>columns << 2;
  const pointStep = <usize>rows * step + SKEW;
  const sums = scratch + ((SCRATCH + 63) & ~63);
  const columnBlocks = (outChannels + columns - 1) / columns;
  for (let unit = first; unit < last; unit++) {
    const rowBlock = unit / columnBlocks;
    const row = rowBlock * rows;
    const column = (unit - rowBlock * columnBlocks) * columns;
    const height = min(rows, channels - row);
    const width = min(columns, outChannels - column);
    for (let p = 0; p < POINTS; p++) {
      const input = args.inputPoints + <usize>p * inputPointStep +
        (<usize>row << 2);
      const gradient = args.gradientPoints +
        <usize>p * gradientPointStep(args) +
        <usize>(column / PANEL) * panelStep;
      for (let at = 0; at < count; at += DEPTH) {
        const depth = min(DEPTH, count - at);
        packSix(
          input + <usize>at * inputStep, inputStep, depth, height, scratch,
          depth,
        );
        multiplyBlock(
          scratch, gradient + (<usize>at << 5), 32, panelStep, depth,
          sums + <usize>p * pointStep, step, height, width, at > 0,
        );
      }
    }
    for (let i = 0; i < height; i++) {
      for (let j = 0; j < width; j += 4) {
        transformTaps(
          args, sums + <usize>i * step + (<usize>j << 2), pointStep,
          (row + i) * outChannels + column + j, min(width - j, 4), scratch,
        );
      }
    }
  }
}

/** 36 sums to the 3×3 taps of `lanes` filters from the number `first` of a tap. */
function transformTaps(
  args: FilterGradientArgs,
  from: usize,
  pointStep: usize,
  first: i32,
  lanes: i32,
  scratch: usize,
): void {
  const zero = f32x4.splat(args.zero);
  const evenA0 = f32x4.splat(args.evenA0), evenB0 = f32x4.splat(args.evenB0);
  const oddA1 = f32x4.splat(args.oddA1), oddB1 = f32x4.splat(args.oddB1);
  const evenA2 = f32x4.splat(args.evenA2), evenB2 = f32x4.splat(args.evenB2);
  for (let at = scratch; at < scratch + 288; at += 48) {
    tapValues(
      v128.load(from),
      v128.load(from + pointStep),
      v128.load(from + 2 * pointStep),
      v128.load(from + 3 * pointStep),
      v128.load(from + 4 * pointStep),
      v128.load(from + 5 * pointStep),
      at, 16, zero, evenA0, evenB0, oddA1, oddB1, evenA2, evenB2,
    );
    from += 6 * pointStep;
  }
  for (let at = scratch; at < scratch + 48; at += 16) {
    tapValues(
      v128.load(at),
      v128.load(at, 48),
      v128.load(at, 96),
      v128.load(at, 144),
      v128.load(at, 192),
      v128.load(at, 240),
      at, 48, zero, evenA0, evenB0, oddA1, oddB1, evenA2, evenB2,
    );
  }
  const tapStep = <usize>(args.channels * args.outChannels) << 2;
  let to = args.output + (<usize>first << 2);
  for (let at = scratch; at < scratch + 144; at += 16, to += tapStep) {
    if (lanes == 4) {
      let value = v128.load(at);
      if (args.isSum) value = v128.add<f32>(v128.load(to), value);
      v128.store(to, value);
      continue;
    }
    for (let i: usize = 0; i < <usize>lanes << 2; i += 4) {
      const value = load<f32>(at + i);
      store<f32>(to + i, args.isSum ? load<f32>(to + i) + value : value);
    }
  }
}

/** Six points to three taps, `step` bytes apart. */
// @ts-ignore: decorator
@inline
function tapValues(
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
  v128.store(to, madd(evenB2, evenB, madd(evenA2, evenA, m5)));
}
