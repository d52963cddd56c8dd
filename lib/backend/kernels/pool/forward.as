import { address, word } from "../simd/word";
import { Arg } from "./layout";

/** The greatest value of every window but NaN. A unit is a row of the output. */
export function maxPool(args: usize, first: i32, last: i32, _scratch: usize): void {
  for (let unit = first; unit < last; unit++) poolRow(args, unit, true);
}

/** The mean of what lies inside of every window. A unit is a row of the output. */
export function averagePool(args: usize, first: i32, last: i32, _scratch: usize): void {
  for (let unit = first; unit < last; unit++) poolRow(args, unit, false);
}

// @ts-ignore: decorator
@inline
function poolRow(args: usize, unit: i32, MAX: bool): void {
  const height = word(args, Arg.height);
  const width = word(args, Arg.width);
  const outHeight = word(args, Arg.outHeight);
  const outWidth = word(args, Arg.outWidth);
  const pixel = <usize>word(args, Arg.channels) << 2;
  const row = <usize>width * pixel;
  const top = unit % outHeight * word(args, Arg.strideHeight) - word(args, Arg.padTop);
  const firstRow = max(top, 0);
  const rows = min(top + word(args, Arg.filterHeight), height) - firstRow;
  const x = address(args, Arg.x) +
    <usize>(unit / outHeight * height + firstRow) * row;
  let y = address(args, Arg.y) + <usize>unit * outWidth * pixel;
  let left = -word(args, Arg.padLeft);
  for (let i = 0; i < outWidth; i++) {
    const firstColumn = max(left, 0);
    const columns = min(left + word(args, Arg.filterWidth), width) - firstColumn;
    const window = x + <usize>firstColumn * pixel;
    poolWindow(window, rows, row, max(columns, 0), pixel, y, MAX);
    left += word(args, Arg.strideWidth);
    y += pixel;
  }
}

// @ts-ignore: decorator
@inline
function mix(a: v128, b: v128, MAX: bool): v128 {
  return MAX ? f32x4.pmax(a, b) : f32x4.add(a, b);
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
  MAX: bool,
): void {
  const start = f32x4.splat(MAX ? -Infinity : 0);
  const count = f32x4.splat(<f32>(max(rows, 0) * columns));
  let at: usize = 0;
  for (; at + 64 <= pixel; at += 64) {
    let a = start;
    let b = start;
    let c = start;
    let d = start;
    let line = window + at;
    for (let i = 0; i < rows; i++) {
      let from = line;
      for (let j = 0; j < columns; j++) {
        a = mix(a, v128.load(from), MAX);
        b = mix(b, v128.load(from, 16), MAX);
        c = mix(c, v128.load(from, 32), MAX);
        d = mix(d, v128.load(from, 48), MAX);
        from += pixel;
      }
      line += row;
    }
    v128.store(y + at, MAX ? a : f32x4.div(a, count));
    v128.store(y + at, MAX ? b : f32x4.div(b, count), 16);
    v128.store(y + at, MAX ? c : f32x4.div(c, count), 32);
    v128.store(y + at, MAX ? d : f32x4.div(d, count), 48);
  }
  for (; at + 16 <= pixel; at += 16) {
    let a = start;
    let line = window + at;
    for (let i = 0; i < rows; i++) {
      let from = line;
      for (let j = 0; j < columns; j++) {
        a = mix(a, v128.load(from), MAX);
        from += pixel;
      }
      line += row;
    }
    v128.store(y + at, MAX ? a : f32x4.div(a, count));
  }
  for (; at < pixel; at += 4) {
    let a = start;
    let line = window + at;
    for (let i = 0; i < rows; i++) {
      let from = line;
      for (let j = 0; j < columns; j++) {
        a = mix(a, v128.load_zero<f32>(from), MAX);
        from += pixel;
      }
      line += row;
    }
    v128.store_lane<f32>(y + at, MAX ? a : f32x4.div(a, count), 0);
  }
}
