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
 * holds two rows of the map that have their new width already: rows that follow
 * each other are mixed of the same ones.
 */
export function upsampleAdd(args: usize, first: i32, last: i32, scratch: usize): void {
  const height = word(args, HEIGHT);
  const fromHeight = word(args, FROM_HEIGHT);
  const bytes = <usize>word(args, WIDTH) << 2;
  const before = address(args, BEFORE);
  let upper = scratch;
  let lower = scratch + bytes;
  let upperRow = -1;
  let lowerRow = -1;
  for (let unit = first; unit < last; unit++) {
    const entry = address(args, ROWS) + <usize>(unit % height) * LINEAR_ENTRY;
    const above = unit / height * fromHeight + load<i32>(entry);
    const below = unit / height * fromHeight + load<i32>(entry, 4);
    if (above != upperRow) {
      if (above == lowerRow) {
        const row = upper;
        upper = lower;
        lower = row;
        lowerRow = upperRow;
      } else {
        widen(args, above, upper);
      }
      upperRow = above;
    }
    if (below != lowerRow && below != above) {
      widen(args, below, lower);
      lowerRow = below;
    }
    const start = <usize>unit * bytes;
    mix(
      upper,
      below == above ? upper : lower,
      load<f32>(entry, 8),
      before == 0 ? 0 : before + start,
      address(args, OUT) + start,
      bytes,
    );
  }
}

/** A row of the map in its new width. */
function widen(args: usize, row: i32, out: usize): void {
  const width = <usize>word(args, WIDTH);
  const from = address(args, MAP) + ((<usize>row * word(args, FROM_WIDTH)) << 2);
  let column = address(args, COLUMNS);
  for (let i: usize = 0; i < width; i++) {
    const left = load<f32>(from + <usize>load<u32>(column));
    const right = load<f32>(from + <usize>load<u32>(column, 4));
    store<f32>(out + (i << 2), left + (right - left) * load<f32>(column, 8));
    column += LINEAR_ENTRY;
  }
}

function mix(
  upper: usize,
  lower: usize,
  share: f32,
  before: usize,
  out: usize,
  bytes: usize,
): void {
  const shares = f32x4.splat(share);
  const whole = bytes & ~15;
  for (let at: usize = 0; at < whole; at += 16) {
    const a = v128.load(upper + at);
    const b = v128.load(lower + at);
    let value = f32x4.add(a, f32x4.mul(f32x4.sub(b, a), shares));
    if (before != 0) value = f32x4.add(value, v128.load(before + at));
    v128.store(out + at, value);
  }
  for (let at = whole; at < bytes; at += 4) {
    const a = load<f32>(upper + at);
    let value = a + (load<f32>(lower + at) - a) * share;
    if (before != 0) value += load<f32>(before + at);
    store<f32>(out + at, value);
  }
}
