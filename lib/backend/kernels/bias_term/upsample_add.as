import { LINEAR_ENTRY } from "../resize/linear_table";
import { address, word } from "../simd/word";

// Indices of the arguments.
const MAP: i32 = 0;
/** What is added to, or 0. */
const BEFORE: i32 = 1;
const OUT: i32 = 2;
const FROM_HEIGHT: i32 = 3;
const FROM_WIDTH: i32 = 4;
const HEIGHT: i32 = 5;
const WIDTH: i32 = 6;
/** The linear tables of the rows, in rows, and of the columns, in bytes. */
const ROWS: i32 = 7;
const COLUMNS: i32 = 8;

/**
 * Adds a map, resized, to another; a unit is a row of the result. `scratch`
 * holds a row of the map.
 */
export function upsampleAdd(args: usize, first: i32, last: i32, scratch: usize): void {
  const height = word(args, HEIGHT);
  const width = <usize>word(args, WIDTH);
  const fromWidth = <usize>word(args, FROM_WIDTH) << 2;
  const fromSize = <usize>word(args, FROM_HEIGHT) * fromWidth;
  const columns = address(args, COLUMNS);
  const before = address(args, BEFORE);
  for (let unit = first; unit < last; unit++) {
    const row = address(args, ROWS) + <usize>(unit % height) * LINEAR_ENTRY;
    const map = address(args, MAP) + <usize>(unit / height) * fromSize;
    mixRows(
      map + <usize>load<u32>(row) * fromWidth,
      map + <usize>load<u32>(row, 4) * fromWidth,
      load<f32>(row, 8),
      fromWidth,
      scratch,
    );
    const start = <usize>unit * width << 2;
    const out = address(args, OUT) + start;
    for (let i: usize = 0; i < width; i++) {
      const column = columns + i * LINEAR_ENTRY;
      const left = load<f32>(scratch + <usize>load<u32>(column));
      const right = load<f32>(scratch + <usize>load<u32>(column, 4));
      let value = left + (right - left) * load<f32>(column, 8);
      if (before != 0) value += load<f32>(before + start + (i << 2));
      store<f32>(out + (i << 2), value);
    }
  }
}

function mixRows(top: usize, bottom: usize, share: f32, bytes: usize, out: usize): void {
  const whole = bytes & ~15;
  const shares = f32x4.splat(share);
  for (let at: usize = 0; at < whole; at += 16) {
    const a = v128.load(top + at);
    const b = v128.load(bottom + at);
    v128.store(out + at, f32x4.add(a, f32x4.mul(f32x4.sub(b, a), shares)));
  }
  for (let at = whole; at < bytes; at += 4) {
    const a = load<f32>(top + at);
    store<f32>(out + at, a + (load<f32>(bottom + at) - a) * share);
  }
}
