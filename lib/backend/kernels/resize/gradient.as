import { ResizeArgs } from "./args";
import { entryOf } from "./tables";

/**
 * The gradient of both resizings by what they read. A unit is a row of that: it
 * looks for the rows that were made of it.
 */
export function resizeGradient(args: ResizeArgs, first: i32, last: i32, _scratch: usize): void {
  const height = args.height;
  const newHeight = args.newHeight;
  const pixel = <usize>args.channels << 2;
  const bytes = <usize>args.width * pixel;
  const newBytes = <usize>args.newWidth * pixel;
  for (let unit = first; unit < last; unit++) {
    const row = unit % height;
    const dx = args.to + <usize>unit * bytes;
    memory.fill(dx, 0, bytes);
    const dy = args.from + <usize>(unit / height * newHeight) * newBytes;
    for (let i = 0; i < newHeight; i++) {
      const entry = entryOf(args.rows, i);
      let share: f32 = 0;
      if (entry.before == row) share += 1 - entry.share;
      if (entry.after == row) share += entry.share;
      if (share != 0) addRow(args, dy + <usize>i * newBytes, dx, pixel, share);
    }
  }
}

function addRow(args: ResizeArgs, dy: usize, dx: usize, pixel: usize, share: f32): void {
  const newWidth = args.newWidth;
  for (let i = 0; i < newWidth; i++) {
    const column = entryOf(args.columns, i);
    const across = column.share;
    addPixel(dy, dx + <usize>column.before, pixel, share * (1 - across));
    // Nothing of a pixel is nothing, whatever it holds.
    if (across != 0) {
      addPixel(dy, dx + <usize>column.after, pixel, share * across);
    }
    dy += pixel;
  }
}

// @ts-ignore: decorator
@inline
function addPixel(dy: usize, dx: usize, pixel: usize, share: f32): void {
  const whole = pixel & ~15;
  const shares = f32x4.splat(share);
  for (let at: usize = 0; at < whole; at += 16) {
    const given = f32x4.mul(v128.load(dy + at), shares);
    v128.store(dx + at, f32x4.add(v128.load(dx + at), given));
  }
  for (let at = whole; at < pixel; at += 4) {
    store<f32>(dx + at, load<f32>(dx + at) + load<f32>(dy + at) * share);
  }
}
