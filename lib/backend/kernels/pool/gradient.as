import { PoolGradientArgs } from "./args";

// What a window gives to its elements.
/** All to the first of its greatest, row by row. */
const MAX: i32 = 0;
/** To those inside the same share. */
const INSIDE: i32 = 1;
/** The share of an element of the whole window, padding too, as tfjs has it. */
const WHOLE: i32 = 2;
/** The same to each of its greatest. */
const TIED: i32 = 3;

/**
 * The gradient of `maxPool`. A unit is a band of rows of the input, which only
 * it writes to; windows that reach into several bands are looked at in each.
 */
export function maxPoolGradient(args: PoolGradientArgs, first: i32, last: i32, _scratch: usize): void {
  for (let unit = first; unit < last; unit++) band(args, unit, MAX);
}

/** As `maxPoolGradient`, if each of the greatest values got what the first does. */
export function tiedMaxPoolGradient(args: PoolGradientArgs, first: i32, last: i32, _scratch: usize): void {
  for (let unit = first; unit < last; unit++) band(args, unit, TIED);
}

/** The gradient of `averagePool`, as that of `maxPool`. */
export function averagePoolGradient(args: PoolGradientArgs, first: i32, last: i32, _scratch: usize): void {
  for (let unit = first; unit < last; unit++) band(args, unit, INSIDE);
}

/** As `averagePoolGradient`, if windows were divided by their whole size. */
export function wholeAveragePoolGradient(args: PoolGradientArgs, first: i32, last: i32, _scratch: usize): void {
  for (let unit = first; unit < last; unit++) band(args, unit, WHOLE);
}

// @ts-ignore: decorator
@inline
function band(args: PoolGradientArgs, unit: i32, KIND: i32): void {
  const height = args.height;
  const width = args.width;
  const outHeight = args.outHeight;
  const outWidth = args.outWidth;
  const filterHeight = args.filterHeight;
  const filterWidth = args.filterWidth;
  const strideHeight = args.strideHeight;
  const padTop = args.padTop;
  const bandRows = args.bandRows;
  const disjoint = args.disjoint != 0;
  const pixel = <usize>args.channels << 2;
  const row = <usize>width * pixel;
  const bands = (height + bandRows - 1) / bandRows;
  const image = unit / bands;
  const start = unit % bands * bandRows;
  const end = min(start + bandRows, height);
  const image0 = <usize>(image * height) * row;
  const x = args.x + image0;
  const dx = args.dx + image0;
  if (args.covering == 0) {
    memory.fill(dx + <usize>start * row, 0, <usize>(end - start) * row);
  }
  // The first window that ends behind the band's start, and the one behind the
  // last that starts before its end.
  const behind = start + padTop - filterHeight + 1;
  const firstOut = behind <= 0 ? 0 : (behind + strideHeight - 1) / strideHeight;
  const lastOut = min(outHeight, (end - 1 + padTop) / strideHeight + 1);
  for (let i = firstOut; i < lastOut; i++) {
    const top = i * strideHeight - padTop;
    const firstRow = max(top, 0);
    const rowsInside = min(top + filterHeight, height) - firstRow;
    // Maxima look for ties in what lies before the band, not behind it.
    const from = KIND == MAX ? firstRow : max(firstRow, start);
    const to = min(firstRow + rowsInside, end);
    const out = <usize>((image * outHeight + i) * outWidth) * pixel;
    let left = -args.padLeft;
    for (let j = 0; j < outWidth; j++) {
      const firstColumn = max(left, 0);
      const lastColumn = min(left + filterWidth, width);
      const columns = lastColumn - firstColumn;
      const window = <usize>from * row + <usize>firstColumn * pixel;
      const place = out + <usize>j * pixel;
      const dy = args.dy + place;
      const y = args.y + place;
      const count = KIND == WHOLE
        ? filterHeight * filterWidth
        : rowsInside * columns;
      const share = f32x4.splat(1 / <f32>count);
      const span = to - from;
      const skipped = start - from;
      const whole = pixel & ~15;
      for (let at: usize = 0; at < whole; at += 16) {
        spread(x, dx, y + at, dy + at, window + at, span, skipped, columns, row, pixel, share, disjoint, KIND, false);
      }
      for (let at = whole; at < pixel; at += 4) {
        spread(x, dx, y + at, dy + at, window + at, span, skipped, columns, row, pixel, share, disjoint, KIND, true);
      }
      left += args.strideWidth;
    }
  }
}

/**
 * Gives the gradient of one window to its elements, for four channels or one.
 * The first `skipped` of its `rows` are looked at only.
 */
// @ts-ignore: decorator
@inline
function spread(
  x: usize,
  dx: usize,
  y: usize,
  dy: usize,
  window: usize,
  rows: i32,
  skipped: i32,
  columns: i32,
  row: usize,
  pixel: usize,
  share: v128,
  disjoint: bool,
  KIND: i32,
  SINGLE: bool,
): void {
  const g = read(dy, SINGLE);
  const picks = KIND == MAX || KIND == TIED;
  const greatest = picks ? read(y, SINGLE) : g;
  const given = picks ? g : f32x4.mul(g, share);
  let left = i32x4.splat(-1);
  for (let i = 0; i < rows; i++) {
    let element = window;
    for (let j = 0; j < columns; j++) {
      let value = given;
      if (picks) {
        const same = f32x4.eq(read(x + element, SINGLE), greatest);
        value = v128.and(value, KIND == MAX ? v128.and(left, same) : same);
        if (KIND == MAX) left = v128.andnot(left, same);
      }
      if (i >= skipped) {
        const target = dx + element;
        if (!disjoint) value = f32x4.add(read(target, SINGLE), value);
        if (SINGLE) v128.store_lane<f32>(target, value, 0);
        else v128.store(target, value);
      }
      element += pixel;
    }
    window += row;
  }
}

// @ts-ignore: decorator
@inline
function read(from: usize, SINGLE: bool): v128 {
  return SINGLE ? v128.load_zero<f32>(from) : v128.load(from);
}
