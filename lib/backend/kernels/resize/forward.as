import { ResizeArgs } from "./args";
import { entryOf } from "./tables";

/** Resizes bilinearly. A unit is a row of the result. */
export function resizeLinear(args: ResizeArgs, first: i32, last: i32, _scratch: usize): void {
  const pixel = <usize>args.channels << 2;
  const whole = pixel & ~15;
  const newHeight = args.newHeight;
  const newWidth = args.newWidth;
  for (let unit = first; unit < last; unit++) {
    const row = entryOf(args.rows, unit % newHeight);
    const top = rowOf(args, unit / newHeight, row.before);
    const bottom = rowOf(args, unit / newHeight, row.after);
    const down = row.share;
    const downs = f32x4.splat(down);
    let to = args.to + <usize>unit * newWidth * pixel;
    for (let i = 0; i < newWidth; i++) {
      const column = entryOf(args.columns, i);
      const left = <usize>column.before;
      const right = <usize>column.after;
      const across = column.share;
      const acrosses = f32x4.splat(across);
      for (let at: usize = 0; at < whole; at += 16) {
        const high = between(
          v128.load(top + left + at),
          v128.load(top + right + at),
          acrosses,
        );
        const low = between(
          v128.load(bottom + left + at),
          v128.load(bottom + right + at),
          acrosses,
        );
        v128.store(to + at, between(high, low, downs));
      }
      for (let at = whole; at < pixel; at += 4) {
        const a = load<f32>(top + left + at);
        const b = load<f32>(bottom + left + at);
        const high = a + (load<f32>(top + right + at) - a) * across;
        const low = b + (load<f32>(bottom + right + at) - b) * across;
        store<f32>(to + at, high + (low - high) * down);
      }
      to += pixel;
    }
  }
}

// @ts-ignore: decorator
@inline
function between(a: v128, b: v128, share: v128): v128 {
  return f32x4.add(a, f32x4.mul(f32x4.sub(b, a), share));
}

// @ts-ignore: decorator
@inline
function rowOf(args: ResizeArgs, image: i32, row: i32): usize {
  const bytes = <usize>(args.width * args.channels) << 2;
  return args.from + <usize>(image * args.height + row) * bytes;
}
