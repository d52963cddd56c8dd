import { entryOf } from "../resize/tables";
import { UpsampleAddArgs } from "./args";

/**
 * Adds a map, resized, to another; a unit is a row of the result. `scratch`
 * holds two rows of the map that have their new width already: rows that follow
 * each other are mixed of the same ones.
 */
export function upsampleAdd(args: UpsampleAddArgs, first: i32, last: i32, scratch: usize): void {
  const height = args.height;
  const fromHeight = args.fromHeight;
  const bytes = <usize>args.width << 2;
  const before = args.before;
  let upper = scratch;
  let lower = scratch + bytes;
  let upperRow = -1;
  let lowerRow = -1;
  for (let unit = first; unit < last; unit++) {
    const entry = entryOf(args.rows, unit % height);
    const above = unit / height * fromHeight + entry.before;
    const below = unit / height * fromHeight + entry.after;
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
      entry.share,
      before == 0 ? 0 : before + start,
      args.out + start,
      bytes,
    );
  }
}

/** A row of the map in its new width. */
function widen(args: UpsampleAddArgs, row: i32, out: usize): void {
  const width = args.width;
  const from = args.map + ((<usize>row * args.fromWidth) << 2);
  for (let i = 0; i < width; i++) {
    const column = entryOf(args.columns, i);
    const left = load<f32>(from + <usize>column.before);
    const right = load<f32>(from + <usize>column.after);
    store<f32>(out, left + (right - left) * column.share);
    out += 4;
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
