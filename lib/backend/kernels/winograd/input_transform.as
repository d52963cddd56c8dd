import { madd } from "../simd/madd";
import { prefetch } from "../simd/prefetch";
import { INTERMEDIATE, SIDE, WinogradArgs } from "./args";
import { depthBlocks, depthOf } from "./sizes";

/**
 * Transforms the input of a tile: channel k of block c at point p goes to
 * `to + c * blockStep + p * pointStep + k * 4`.
 */
export function transformInput(
  args: WinogradArgs,
  tile: i32,
  to: usize,
  blockStep: usize,
  pointStep: usize,
  scratch: usize,
): void {
  const tileX = tile % args.tileColumns;
  const row = tile / args.tileColumns;
  const tileY = row % args.tileRows;
  const image = row / args.tileRows;
  const y = 4 * tileY - args.padTop;
  const x = 4 * tileX - args.padLeft;
  const channels = args.inChannels;
  const pixelStep = <usize>channels << 2;
  const rowStep = <usize>args.width * pixelStep;
  const corner = args.input +
    <usize>((image * args.height + y) * args.width + x) * pixelStep;
  const isPlain = y >= 0 && x >= 0 && y + SIDE <= args.height &&
    x + SIDE <= args.width && (channels & 7) == 0;
  if (isPlain) {
    prefetch(corner, SIDE, rowStep, <usize>SIDE * pixelStep, scratch);
  }
  for (let block = 0; block < depthBlocks(args); block++) {
    const count = depthOf(args, block);
    const first = block * args.depth;
    if (isPlain) {
      transformPatch(
        args,
        corner + (<usize>first << 2),
        rowStep,
        pixelStep,
        count,
        to,
        pointStep,
        scratch,
      );
    } else {
      const patch = scratch + INTERMEDIATE;
      copyPatch(args, image, y, x, first, count, patch);
      transformPatch(
        args,
        patch,
        <usize>(SIDE * count) << 2,
        <usize>count << 2,
        count,
        to,
        pointStep,
        scratch,
      );
    }
    to += blockStep;
  }
}

/** 6×6 pixels of `count` channels to 36 points. */
function transformPatch(
  args: WinogradArgs,
  from: usize,
  rowStep: usize,
  pixelStep: usize,
  count: i32,
  to: usize,
  pointStep: usize,
  scratch: usize,
): void {
  const a = f32x4.splat(args.a);
  const b = f32x4.splat(args.b);
  const minusA2 = f32x4.splat(args.minusA2);
  const minusB2 = f32x4.splat(args.minusB2);
  const minusSum = f32x4.splat(args.minusSum);
  const product = f32x4.splat(args.product);
  for (const end = from + (<usize>count << 2); from < end; from += 16) {
    let row0 = from;
    let row1 = row0 + rowStep;
    let row2 = row1 + rowStep;
    let row3 = row2 + rowStep;
    let row4 = row3 + rowStep;
    let row5 = row4 + rowStep;
    for (let at = scratch; at < scratch + 96; at += 16) {
      inputPoints(
        v128.load(row0),
        v128.load(row1),
        v128.load(row2),
        v128.load(row3),
        v128.load(row4),
        v128.load(row5),
        at,
        96,
        a,
        b,
        minusA2,
        minusB2,
        minusSum,
        product,
      );
      row0 += pixelStep;
      row1 += pixelStep;
      row2 += pixelStep;
      row3 += pixelStep;
      row4 += pixelStep;
      row5 += pixelStep;
    }
    let point = to;
    for (let at = scratch; at < scratch + 576; at += 96) {
      inputPoints(
        v128.load(at),
        v128.load(at, 16),
        v128.load(at, 32),
        v128.load(at, 48),
        v128.load(at, 64),
        v128.load(at, 80),
        point,
        pointStep,
        a,
        b,
        minusA2,
        minusB2,
        minusSum,
        product,
      );
      point += 6 * pointStep;
    }
    to += 16;
  }
}

/** Six values of the input to six points, `step` bytes apart. */
// @ts-ignore: decorator
@inline
function inputPoints(
  d0: v128,
  d1: v128,
  d2: v128,
  d3: v128,
  d4: v128,
  d5: v128,
  to: usize,
  step: usize,
  a: v128,
  b: v128,
  minusA2: v128,
  minusB2: v128,
  minusSum: v128,
  product: v128,
): void {
  v128.store(to, madd(product, d0, madd(minusSum, d2, d4)));
  to += step;
  const evenA = madd(minusB2, d2, d4);
  const oddA = v128.mul<f32>(a, madd(minusB2, d1, d3));
  v128.store(to, v128.add<f32>(evenA, oddA));
  to += step;
  v128.store(to, v128.sub<f32>(evenA, oddA));
  to += step;
  const evenB = madd(minusA2, d2, d4);
  const oddB = v128.mul<f32>(b, madd(minusA2, d1, d3));
  v128.store(to, v128.add<f32>(evenB, oddB));
  to += step;
  v128.store(to, v128.sub<f32>(evenB, oddB));
  to += step;
  v128.store(to, madd(product, d1, madd(minusSum, d3, d5)));
}

/** A patch with 0 outside the image and beyond the channels. */
function copyPatch(
  args: WinogradArgs,
  image: i32,
  top: i32,
  left: i32,
  first: i32,
  count: i32,
  to: usize,
): void {
  const channels = args.inChannels;
  const there = min(count, channels - first);
  for (let y = top; y < top + SIDE; y++) {
    for (let x = left; x < left + SIDE; x++) {
      const isInside = y >= 0 && x >= 0 && y < args.height && x < args.width;
      if (isInside) {
        const offset = <usize>(
          ((image * args.height + y) * args.width + x) * channels + first
        ) << 2;
        copyPixel(args.input + offset, there, to);
      }
      clear(to, isInside ? there : 0, count);
      to += <usize>count << 2;
    }
  }
}

function copyPixel(from: usize, count: i32, to: usize): void {
  let k: usize = 0;
  for (const end = <usize>(count & ~3) << 2; k < end; k += 16) {
    v128.store(to + k, v128.load(from + k));
  }
  for (const end = <usize>count << 2; k < end; k += 4) {
    store<f32>(to + k, load<f32>(from + k));
  }
}

function clear(at: usize, first: i32, last: i32): void {
  for (; first < last && (first & 3) != 0; first++) {
    store<f32>(at + (<usize>first << 2), 0);
  }
  for (; first < last; first += 4) {
    v128.store(at + (<usize>first << 2), f32x4.splat(0));
  }
}
