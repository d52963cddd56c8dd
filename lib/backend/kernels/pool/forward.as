import { PoolArgs } from "./args";

// What is taken of a window.
/** The mean of what lies inside. */
const MEAN: i32 = 0;
/** The greatest value but NaN. */
const GREATEST: i32 = 1;
/** How many of its values are the greatest. */
const TIES: i32 = 2;

/** The greatest value of every window but NaN. A unit is a row of the output. */
export function maxPool(args: PoolArgs, first: i32, last: i32, _scratch: usize): void {
  for (let unit = first; unit < last; unit++) poolRow(args, unit, GREATEST);
}

/** The mean of what lies inside of every window. A unit is a row of the output. */
export function averagePool(args: PoolArgs, first: i32, last: i32, _scratch: usize): void {
  for (let unit = first; unit < last; unit++) poolRow(args, unit, MEAN);
}

/**
 * How many values of every window are its greatest, which `maxPool` found. A
 * unit is a row of the output.
 */
export function maxPoolTies(args: PoolArgs, first: i32, last: i32, _scratch: usize): void {
  for (let unit = first; unit < last; unit++) poolRow(args, unit, TIES);
}

// @ts-ignore: decorator
@inline
function poolRow(args: PoolArgs, unit: i32, KIND: i32): void {
  const height = args.height;
  const width = args.width;
  const outHeight = args.outHeight;
  const outWidth = args.outWidth;
  const pixel = <usize>args.channels << 2;
  const row = <usize>width * pixel;
  const top = unit % outHeight * args.strideHeight - args.padTop;
  const firstRow = max(top, 0);
  const rows = min(top + args.filterHeight, height) - firstRow;
  const x = args.x +
    <usize>(unit / outHeight * height + firstRow) * row;
  const place = <usize>unit * outWidth * pixel;
  let y = args.y + place;
  let greatest = args.greatest + place;
  let left = -args.padLeft;
  for (let i = 0; i < outWidth; i++) {
    const firstColumn = max(left, 0);
    const columns = min(left + args.filterWidth, width) - firstColumn;
    const window = x + <usize>firstColumn * pixel;
    poolWindow(window, rows, row, max(columns, 0), pixel, y, greatest, KIND);
    left += args.strideWidth;
    y += pixel;
    greatest += pixel;
  }
}

/** What was taken, `a`, and the next value, `b`; `g` is the greatest. */
// @ts-ignore: decorator
@inline
function mix(a: v128, b: v128, g: v128, KIND: i32): v128 {
  if (KIND == GREATEST) return f32x4.pmax(a, b);
  return f32x4.add(a, KIND == TIES ? v128.and(f32x4.splat(1), f32x4.eq(b, g)) : b);
}

// @ts-ignore: decorator
@inline
function poolWindow(
  window: usize,
  rows: i32,
  row: usize,
  columns: i32,
  pixel: usize,
  y: usize,
  greatest: usize,
  KIND: i32,
): void {
  const start = f32x4.splat(KIND == GREATEST ? -Infinity : 0);
  const count = f32x4.splat(<f32>(max(rows, 0) * columns));
  let at: usize = 0;
  for (; at + 64 <= pixel; at += 64) {
    let a = start;
    let b = start;
    let c = start;
    let d = start;
    const g = KIND == TIES ? v128.load(greatest + at) : start;
    const h = KIND == TIES ? v128.load(greatest + at, 16) : start;
    const k = KIND == TIES ? v128.load(greatest + at, 32) : start;
    const l = KIND == TIES ? v128.load(greatest + at, 48) : start;
    let line = window + at;
    for (let i = 0; i < rows; i++) {
      let from = line;
      for (let j = 0; j < columns; j++) {
        a = mix(a, v128.load(from), g, KIND);
        b = mix(b, v128.load(from, 16), h, KIND);
        c = mix(c, v128.load(from, 32), k, KIND);
        d = mix(d, v128.load(from, 48), l, KIND);
        from += pixel;
      }
      line += row;
    }
    v128.store(y + at, KIND == MEAN ? f32x4.div(a, count) : a);
    v128.store(y + at, KIND == MEAN ? f32x4.div(b, count) : b, 16);
    v128.store(y + at, KIND == MEAN ? f32x4.div(c, count) : c, 32);
    v128.store(y + at, KIND == MEAN ? f32x4.div(d, count) : d, 48);
  }
  for (; at + 16 <= pixel; at += 16) {
    let a = start;
    const g = KIND == TIES ? v128.load(greatest + at) : start;
    let line = window + at;
    for (let i = 0; i < rows; i++) {
      let from = line;
      for (let j = 0; j < columns; j++) {
        a = mix(a, v128.load(from), g, KIND);
        from += pixel;
      }
      line += row;
    }
    v128.store(y + at, KIND == MEAN ? f32x4.div(a, count) : a);
  }
  for (; at < pixel; at += 4) {
    let a = start;
    const g = KIND == TIES ? v128.load_zero<f32>(greatest + at) : start;
    let line = window + at;
    for (let i = 0; i < rows; i++) {
      let from = line;
      for (let j = 0; j < columns; j++) {
        a = mix(a, v128.load_zero<f32>(from), g, KIND);
        from += pixel;
      }
      line += row;
    }
    v128.store_lane<f32>(y + at, KIND == MEAN ? f32x4.div(a, count) : a, 0);
  }
}
