import { madd } from "../simd/madd";

/**
 * One row of a depthwise correlation,
 * `out[j][c] = bias[c] + Σ source[ky][first + j · step + kx · dilation][c] · weights[ky][kx][c]`,
 * over the columns that are there (`0 ≤ column < width`). Rows and weights may
 * be walked backwards: their steps are signed bytes. Outputs are kept within
 * `low` and `high`, which is what most activations are.
 */
export function correlateRow(
  source: usize, rowStep: isize, rows: i32,
  weights: usize, weightRowStep: isize, weightStep: isize, taps: i32, dilation: i32,
  width: i32, first: i32, step: i32,
  out: usize, outStep: usize, count: i32, channels: i32,
  bias: usize, low: v128, high: v128,
): void {
  // Outputs from `inner` to `outer` see all taps.
  let inner = first < 0 ? min((-first + step - 1) / step, count) : 0;
  const last = width - 1 - (taps - 1) * dilation - first;
  let outer = last < 0 ? inner : max(inner, min(last / step + 1, count));
  if (channels < 4) outer = inner;
  const pixel = <usize>channels << 2;

  let j = 0;
  while (j < count) {
    let column = first + j * step;
    if (j >= inner && j + 4 <= outer) {
      fourPixels(
        source + <isize>column * pixel, rowStep, rows,
        weights, weightRowStep, weightStep, taps, <usize>dilation * pixel, <usize>step * pixel,
        out + j * outStep, outStep, channels, bias, low, high,
      );
      j += 4;
      continue;
    }
    const from = column < 0 ? min((-column + dilation - 1) / dilation, taps) : 0;
    const to = column >= width ? from : max(from, min((width - 1 - column) / dilation + 1, taps));
    column += from * dilation;
    const one = source + <isize>column * pixel;
    const tap = weights + from * weightStep;
    if (channels < 4) {
      fewChannels(
        one, rowStep, rows, tap, weightRowStep, weightStep, to - from, <usize>dilation * pixel,
        out + j * outStep, channels, bias, low, high,
      );
    } else {
      onePixel(
        one, rowStep, rows, tap, weightRowStep, weightStep, to - from, <usize>dilation * pixel,
        out + j * outStep, channels, bias, low, high,
      );
    }
    j++;
  }
}

/** Within low and high; NaN stays NaN. */
// @ts-ignore: decorator
@inline
function bounded(x: v128, low: v128, high: v128): v128 {
  return f32x4.pmin(f32x4.pmax(x, low), high);
}

// @ts-ignore: decorator
@inline
function orZero(vectors: usize, at: usize): v128 {
  return vectors ? v128.load(vectors + at) : f32x4.splat(0);
}

function fourPixels(
  source: usize, rowStep: isize, rows: i32,
  weights: usize, weightRowStep: isize, weightStep: isize, taps: i32, tapStep: usize, step: usize,
  out: usize, outStep: usize, channels: i32,
  bias: usize, low: v128, high: v128,
): void {
  const size = <usize>channels << 2;
  if (taps == 3 && tapStep == step && channels >= 8) {
    slideThree(
      source, rowStep, rows, weights, weightRowStep, weightStep, step,
      out, outStep, size, bias, low, high,
    );
    return;
  }
  for (let c: usize = 0; c < size; c += 16) {
    // The last vector of an odd number of channels overlaps the one before.
    if (c + 16 > size) c = size - 16;
    let a0 = orZero(bias, c), a1 = a0, a2 = a0, a3 = a0;
    let row = source + c, weight = weights + c;
    for (let ky = 0; ky < rows; ky++) {
      let at = row, tap = weight;
      for (let kx = 0; kx < taps; kx++) {
        const w = v128.load(tap);
        a0 = madd(v128.load(at), w, a0);
        a1 = madd(v128.load(at + step), w, a1);
        a2 = madd(v128.load(at + 2 * step), w, a2);
        a3 = madd(v128.load(at + 3 * step), w, a3);
        at += tapStep;
        tap += weightStep;
      }
      row += rowStep;
      weight += weightRowStep;
    }
    const to = out + c;
    v128.store(to, bounded(a0, low, high));
    v128.store(to + outStep, bounded(a1, low, high));
    v128.store(to + 2 * outStep, bounded(a2, low, high));
    v128.store(to + 3 * outStep, bounded(a3, low, high));
  }
}

/**
 * Four outputs that are one tap apart, for three taps in a row and 8 channels:
 * each number of the source is read once per row.
 */
function slideThree(
  source: usize, rowStep: isize, rows: i32,
  weights: usize, weightRowStep: isize, weightStep: isize, step: usize,
  out: usize, outStep: usize, size: usize,
  bias: usize, low: v128, high: v128,
): void {
  for (let c: usize = 0; c < size; c += 32) {
    // The last channels of an odd number overlap those before.
    if (c + 32 > size) c = size - 32;
    let a0 = orZero(bias, c), a1 = a0, a2 = a0, a3 = a0;
    let b0 = orZero(bias, c + 16), b1 = b0, b2 = b0, b3 = b0;
    let row = source + c, weight = weights + c;
    for (let ky = 0; ky < rows; ky++) {
      const middle = weight + weightStep, end = middle + weightStep;
      const x1 = row + step, x2 = x1 + step, x3 = x2 + step, x4 = x3 + step, x5 = x4 + step;
      let w0 = v128.load(weight), w1 = v128.load(middle), w2 = v128.load(end);
      let x = v128.load(row);
      a0 = madd(x, w0, a0);
      x = v128.load(x1);
      a1 = madd(x, w0, a1);
      a0 = madd(x, w1, a0);
      x = v128.load(x2);
      a2 = madd(x, w0, a2);
      a1 = madd(x, w1, a1);
      a0 = madd(x, w2, a0);
      x = v128.load(x3);
      a3 = madd(x, w0, a3);
      a2 = madd(x, w1, a2);
      a1 = madd(x, w2, a1);
      x = v128.load(x4);
      a3 = madd(x, w1, a3);
      a2 = madd(x, w2, a2);
      a3 = madd(v128.load(x5), w2, a3);
      w0 = v128.load(weight, 16);
      w1 = v128.load(middle, 16);
      w2 = v128.load(end, 16);
      x = v128.load(row, 16);
      b0 = madd(x, w0, b0);
      x = v128.load(x1, 16);
      b1 = madd(x, w0, b1);
      b0 = madd(x, w1, b0);
      x = v128.load(x2, 16);
      b2 = madd(x, w0, b2);
      b1 = madd(x, w1, b1);
      b0 = madd(x, w2, b0);
      x = v128.load(x3, 16);
      b3 = madd(x, w0, b3);
      b2 = madd(x, w1, b2);
      b1 = madd(x, w2, b1);
      x = v128.load(x4, 16);
      b3 = madd(x, w1, b3);
      b2 = madd(x, w2, b2);
      b3 = madd(v128.load(x5, 16), w2, b3);
      row += rowStep;
      weight += weightRowStep;
    }
    let to = out + c;
    v128.store(to, bounded(a0, low, high));
    v128.store(to, bounded(b0, low, high), 16);
    to += outStep;
    v128.store(to, bounded(a1, low, high));
    v128.store(to, bounded(b1, low, high), 16);
    to += outStep;
    v128.store(to, bounded(a2, low, high));
    v128.store(to, bounded(b2, low, high), 16);
    to += outStep;
    v128.store(to, bounded(a3, low, high));
    v128.store(to, bounded(b3, low, high), 16);
  }
}

function onePixel(
  source: usize, rowStep: isize, rows: i32,
  weights: usize, weightRowStep: isize, weightStep: isize, taps: i32, tapStep: usize,
  out: usize, channels: i32, bias: usize, low: v128, high: v128,
): void {
  const size = <usize>channels << 2;
  let c: usize = 0;
  for (; c + 64 <= size; c += 64) {
    let a0 = orZero(bias, c), a1 = orZero(bias, c + 16), a2 = orZero(bias, c + 32), a3 = orZero(bias, c + 48);
    let row = source + c, weight = weights + c;
    for (let ky = 0; ky < rows; ky++) {
      let at = row, tap = weight;
      for (let kx = 0; kx < taps; kx++) {
        a0 = madd(v128.load(at), v128.load(tap), a0);
        a1 = madd(v128.load(at, 16), v128.load(tap, 16), a1);
        a2 = madd(v128.load(at, 32), v128.load(tap, 32), a2);
        a3 = madd(v128.load(at, 48), v128.load(tap, 48), a3);
        at += tapStep;
        tap += weightStep;
      }
      row += rowStep;
      weight += weightRowStep;
    }
    v128.store(out + c, bounded(a0, low, high));
    v128.store(out + c, bounded(a1, low, high), 16);
    v128.store(out + c, bounded(a2, low, high), 32);
    v128.store(out + c, bounded(a3, low, high), 48);
  }
  for (; c < size; c += 16) {
    if (c + 16 > size) c = size - 16;
    let sum = orZero(bias, c);
    let row = source + c, weight = weights + c;
    for (let ky = 0; ky < rows; ky++) {
      let at = row, tap = weight;
      for (let kx = 0; kx < taps; kx++) {
        sum = madd(v128.load(at), v128.load(tap), sum);
        at += tapStep;
        tap += weightStep;
      }
      row += rowStep;
      weight += weightRowStep;
    }
    v128.store(out + c, bounded(sum, low, high));
  }
}

/** Fewer channels than a vector has lanes: one at a time. */
function fewChannels(
  source: usize, rowStep: isize, rows: i32,
  weights: usize, weightRowStep: isize, weightStep: isize, taps: i32, tapStep: usize,
  out: usize, channels: i32, bias: usize, low: v128, high: v128,
): void {
  const size = <usize>channels << 2;
  for (let c: usize = 0; c < size; c += 4) {
    let sum: f32 = bias ? load<f32>(bias + c) : 0;
    let row = source + c, weight = weights + c;
    for (let ky = 0; ky < rows; ky++) {
      let at = row, tap = weight;
      for (let kx = 0; kx < taps; kx++) {
        sum += load<f32>(at) * load<f32>(tap);
        at += tapStep;
        tap += weightStep;
      }
      row += rowStep;
      weight += weightRowStep;
    }
    store<f32>(out + c, f32x4.extract_lane(bounded(f32x4.splat(sum), low, high), 0));
  }
}
