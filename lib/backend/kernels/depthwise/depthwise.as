import { Activation } from "../activation/args";
import { activate } from "../simd/activate";
import { madd } from "../simd/madd";
import { FilterGradientArgs, ForwardArgs, InputGradientArgs } from "./args";
import { correlateRow } from "./correlate_row";
export { addSlices } from "../simd/add_slices";

/** A unit is one row of the output: batch · outHeight + y. */
export function forward(args: ForwardArgs, first: i32, last: i32, scratch: usize): void {
  const x = args.x, filter = args.filter, out = args.out;
  const height = args.height, width = args.width, channels = args.channels;
  const outHeight = args.outHeight, outWidth = args.outWidth, multiplier = args.multiplier;
  const filterHeight = args.filterHeight, filterWidth = args.filterWidth;
  const strideY = args.strideY, strideX = args.strideX;
  const dilationY = args.dilationY, dilationX = args.dilationX;
  const padTop = args.padTop, padLeft = args.padLeft;
  const bias = args.bias, activation = args.activation, alpha = args.alpha, slopes = args.slopes;
  const isBounds = activation <= Activation.relu6;
  const low = f32x4.splat(isBounds && activation != Activation.linear ? 0 : -Infinity);
  const high = f32x4.splat(activation == Activation.relu6 ? 6 : Infinity);
  const outChannels = channels * multiplier;
  const tap = <isize>outChannels << 2;
  const inRow = <isize>width * channels << 2;

  for (let unit = first; unit < last; unit++) {
    const image = unit / outHeight;
    const top = (unit - image * outHeight) * strideY - padTop;
    const from = top < 0 ? min((-top + dilationY - 1) / dilationY, filterHeight) : 0;
    const to = top >= height ? from : max(from, min((height - 1 - top) / dilationY + 1, filterHeight));
    let source: usize = x + (image * height + top + from * dilationY) * inRow;
    let rowStep: isize = dilationY * inRow;
    if (multiplier > 1) {
      for (let ky = 0; ky < to - from; ky++) {
        spread(source + ky * rowStep, scratch + ky * width * tap, width * channels, multiplier);
      }
      source = scratch;
      rowStep = width * tap;
    }
    const row = out + unit * outWidth * tap;
    correlateRow(
      source, rowStep, to - from,
      filter + from * filterWidth * tap, filterWidth * tap, tap, filterWidth, dilationX,
      width, -padLeft, strideX,
      row, tap, outWidth, outChannels, bias, low, high,
    );
    if (!isBounds) activatePixels(row, outWidth, outChannels, activation, alpha, slopes);
  }
}

/** Applies an activation that is more than bounds, in place. */
function activatePixels(at: usize, pixels: i32, channels: i32, activation: i32, alpha: f32, slopes: usize): void {
  const bytes = <usize>channels << 2;
  for (let i = 0; i < pixels; i++, at += bytes) {
    for (let c: usize = 0; c < bytes; c += 4) {
      const slope = slopes ? v128.load32_splat(slopes + c) : f32x4.splat(0);
      v128.store32_lane(at + c, activate(v128.load32_splat(at + c), activation, alpha, slope), 0);
    }
  }
}

/**
 * A unit is one row of the input: batch · height + y. Every column phase,
 * x mod strideX, is a correlation of the output's gradient with the taps that
 * reach it, backwards.
 */
export function inputGradient(args: InputGradientArgs, first: i32, last: i32, scratch: usize): void {
  const dy = args.dy, filter = args.filter, out = args.out;
  const height = args.height, width = args.width, channels = args.channels;
  const outHeight = args.outHeight, outWidth = args.outWidth, multiplier = args.multiplier;
  const filterHeight = args.filterHeight, filterWidth = args.filterWidth;
  const strideY = args.strideY, strideX = args.strideX;
  const dilationY = args.dilationY, dilationX = args.dilationX;
  const padTop = args.padTop, padLeft = args.padLeft;
  const outChannels = channels * multiplier;
  const tap = <isize>outChannels << 2;
  const gcdY = gcd(strideY, dilationY), gcdX = gcd(strideX, dilationX);
  const everyY = strideY / gcdY, everyX = strideX / gcdX;

  for (let unit = first; unit < last; unit++) {
    const image = unit / height;
    const y = unit - image * height + padTop;
    let ky = 0;
    while (ky < filterHeight && (y - ky * dilationY) % strideY != 0) ky++;
    // The first of these taps that lies above the lower edge, and their number.
    while (ky < filterHeight && y - ky * dilationY >= outHeight * strideY) ky += everyY;
    const above = y - ky * dilationY;
    const row = above / strideY;
    const rows = ky >= filterHeight || above < 0
      ? 0
      : min((filterHeight - 1 - ky) / everyY, row / (dilationY / gcdY)) + 1;
    const target: usize = multiplier > 1 ? scratch : out + (unit * width * channels << 2);

    for (let phase = 0; phase < min(strideX, width); phase++) {
      let kx = 0;
      while (kx < filterWidth && (phase + padLeft - kx * dilationX) % strideX != 0) kx++;
      const taps = kx >= filterWidth ? 0 : (filterWidth - 1 - kx) / everyX + 1;
      const end = taps == 0 ? 0 : kx + (taps - 1) * everyX;
      correlateRow(
        dy + (image * outHeight + (rows == 0 ? 0 : row)) * outWidth * tap,
        -(dilationY / gcdY) * outWidth * tap, taps == 0 ? 0 : rows,
        filter + ((rows == 0 ? 0 : ky) * filterWidth + end) * tap,
        everyY * filterWidth * tap, -everyX * tap, taps, dilationX / gcdX,
        outWidth, (phase + padLeft - end * dilationX) / strideX, 1,
        target + phase * tap, strideX * tap, (width - phase + strideX - 1) / strideX, outChannels,
        0, f32x4.splat(-Infinity), f32x4.splat(Infinity),
      );
    }
    if (multiplier > 1) gather(scratch, out + (unit * width * channels << 2), width * channels, multiplier);
  }
}

/**
 * A unit is one slice of the rows of the output's gradient; its part of the
 * filter's gradient goes to a buffer of its own.
 */
export function filterGradient(args: FilterGradientArgs, first: i32, last: i32, scratch: usize): void {
  const x = args.x, dy = args.dy, slices = args.slices;
  const height = args.height, width = args.width, channels = args.channels;
  const outHeight = args.outHeight, outWidth = args.outWidth, multiplier = args.multiplier;
  const filterHeight = args.filterHeight, filterWidth = args.filterWidth;
  const strideY = args.strideY, strideX = args.strideX;
  const dilationY = args.dilationY, dilationX = args.dilationX;
  const padTop = args.padTop, padLeft = args.padLeft;
  const rows = args.rows, sliceRows = args.sliceRows;
  const outChannels = channels * multiplier;
  const tap = <usize>outChannels << 2;
  const inRow = <usize>width * channels << 2;
  const size = filterHeight * filterWidth * tap;

  for (let unit = first; unit < last; unit++) {
    const slice = slices + unit * size;
    memory.fill(slice, 0, size);
    for (let r = unit * sliceRows; r < min((unit + 1) * sliceRows, rows); r++) {
      const image = r / outHeight;
      const top = (r - image * outHeight) * strideY - padTop;
      for (let ky = 0; ky < filterHeight; ky++) {
        const y = top + ky * dilationY;
        if (y < 0 || y >= height) continue;
        let source: usize = x + (image * height + y) * inRow;
        if (multiplier > 1) {
          spread(source, scratch, width * channels, multiplier);
          source = scratch;
        }
        filterRow(
          source, width, dy + r * outWidth * tap, outWidth, slice + ky * filterWidth * tap,
          filterWidth, dilationX, strideX, padLeft, outChannels,
        );
      }
    }
  }
}

/** Adds to slice[kx][c] what one row of x and one row of dy give. */
function filterRow(
  x: usize, width: i32, dy: usize, outWidth: i32, slice: usize,
  taps: i32, dilation: i32, stride: i32, padLeft: i32, channels: i32,
): void {
  const pixel = <usize>channels << 2;
  const step = stride * pixel;
  const tapStep = dilation * pixel;
  let kx = 0;
  while (kx < taps) {
    const column = kx * dilation - padLeft;
    const from = firstColumn(column, stride, outWidth);
    const to = endColumn(column, stride, width, outWidth);
    const far = column + 2 * dilation;
    const innerTo = endColumn(far, stride, width, outWidth);
    if (channels < 8 || kx + 3 > taps || innerTo - from < 4) {
      oneTap(x + <isize>(column + from * stride) * pixel, step, dy + from * pixel, to - from, slice + kx * pixel, channels);
      kx++;
      continue;
    }
    // All three taps see the columns between; each sees more at an edge.
    threeTaps(
      x + <isize>(column + from * stride) * pixel, step, tapStep,
      dy + from * pixel, innerTo - from, slice + kx * pixel, channels,
    );
    for (let k = 0; k < 3; k++) {
      const near = column + k * dilation;
      const before = firstColumn(near, stride, outWidth);
      const after = endColumn(near, stride, width, outWidth);
      oneTap(x + <isize>(near + before * stride) * pixel, step, dy + before * pixel, from - before, slice + (kx + k) * pixel, channels);
      oneTap(x + <isize>(near + innerTo * stride) * pixel, step, dy + innerTo * pixel, after - innerTo, slice + (kx + k) * pixel, channels);
    }
    kx += 3;
  }
}

/** The first output column that sees a column of x at this distance. */
// @ts-ignore: decorator
@inline
function firstColumn(distance: i32, stride: i32, outWidth: i32): i32 {
  return distance < 0 ? min((-distance + stride - 1) / stride, outWidth) : 0;
}

/** One past the last output column that does; never before the first. */
// @ts-ignore: decorator
@inline
function endColumn(distance: i32, stride: i32, width: i32, outWidth: i32): i32 {
  const first = firstColumn(distance, stride, outWidth);
  return distance >= width ? first : max(first, min((width - 1 - distance) / stride + 1, outWidth));
}

function threeTaps(x: usize, step: usize, tapStep: usize, dy: usize, count: i32, slice: usize, channels: i32): void {
  const pixel = <usize>channels << 2;
  let done: usize = 0;
  for (let c: usize = 0; c < pixel; c += 32) {
    // The last 8 channels overlap those before: what is added twice is taken
    // from the slice as it was.
    if (c + 32 > pixel) c = pixel - 32;
    let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0;
    let at = x + c, from = dy + c;
    for (let i = 0; i < count; i++) {
      const g0 = v128.load(from), g1 = v128.load(from, 16);
      a0 = madd(v128.load(at), g0, a0);
      a1 = madd(v128.load(at, 16), g1, a1);
      b0 = madd(v128.load(at + tapStep), g0, b0);
      b1 = madd(v128.load(at + tapStep, 16), g1, b1);
      c0 = madd(v128.load(at + 2 * tapStep), g0, c0);
      c1 = madd(v128.load(at + 2 * tapStep, 16), g1, c1);
      at += step;
      from += pixel;
    }
    addPast(slice + c, a0, c, done);
    addPast(slice + c + 16, a1, c + 16, done);
    addPast(slice + pixel + c, b0, c, done);
    addPast(slice + pixel + c + 16, b1, c + 16, done);
    addPast(slice + 2 * pixel + c, c0, c, done);
    addPast(slice + 2 * pixel + c + 16, c1, c + 16, done);
    done = c + 32;
  }
}

function oneTap(x: usize, step: usize, dy: usize, count: i32, slice: usize, channels: i32): void {
  if (count <= 0) return;
  const pixel = <usize>channels << 2;
  let c: usize = 0;
  for (; c + 16 <= pixel; c += 16) {
    let sum = f32x4.splat(0);
    let at = x + c, from = dy + c;
    for (let i = 0; i < count; i++) {
      sum = madd(v128.load(at), v128.load(from), sum);
      at += step;
      from += pixel;
    }
    v128.store(slice + c, v128.add<f32>(v128.load(slice + c), sum));
  }
  for (; c < pixel; c += 4) {
    let sum: f32 = 0;
    let at = x + c, from = dy + c;
    for (let i = 0; i < count; i++) {
      sum += load<f32>(at) * load<f32>(from);
      at += step;
      from += pixel;
    }
    store<f32>(slice + c, load<f32>(slice + c) + sum);
  }
}

/** Adds the lanes whose place, from `at` on, is not before `done`. */
// @ts-ignore: decorator
@inline
function addPast(slice: usize, sum: v128, at: usize, done: usize): void {
  const old = v128.load(slice);
  const added = v128.add<f32>(old, sum);
  if (at >= done) {
    v128.store(slice, added);
    return;
  }
  const places = v128.add<i32>(i32x4.splat(<i32>at), i32x4(0, 4, 8, 12));
  v128.store(slice, v128.bitselect(added, old, v128.ge<i32>(places, i32x4.splat(<i32>done))));
}

/** Every number `times` times: what one input channel gives to its outputs. */
function spread(source: usize, out: usize, count: i32, times: i32): void {
  for (let i = 0; i < count; i++) {
    const value = load<f32>(source + (<usize>i << 2));
    for (let t = 0; t < times; t++, out += 4) store<f32>(out, value);
  }
}

/** The sums of `times` numbers each, the reverse of `spread`. */
function gather(source: usize, out: usize, count: i32, times: i32): void {
  for (let i = 0; i < count; i++) {
    let sum: f32 = 0;
    for (let t = 0; t < times; t++, source += 4) sum += load<f32>(source);
    store<f32>(out + (<usize>i << 2), sum);
  }
}

function gcd(a: i32, b: i32): i32 {
  while (b != 0) {
    const rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}
