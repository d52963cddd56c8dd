import { address, word } from "../simd/word";
import { Arg } from "./layout";
import { LINEAR_ENTRY } from "./linear_table";

/**
 * The gradient of both resizings by what they read. A unit is a row of that: it
 * looks for the rows that were made of it.
 */
export function resizeGradient(args: usize, first: i32, last: i32, _scratch: usize): void {
  const height = word(args, Arg.height);
  const newHeight = word(args, Arg.newHeight);
  const pixel = <usize>word(args, Arg.channels) << 2;
  const bytes = <usize>word(args, Arg.width) * pixel;
  const newBytes = <usize>word(args, Arg.newWidth) * pixel;
  for (let unit = first; unit < last; unit++) {
    const row = unit % height;
    const dx = address(args, Arg.to) + <usize>unit * bytes;
    memory.fill(dx, 0, bytes);
    const dy = address(args, Arg.from) +
      <usize>(unit / height * newHeight) * newBytes;
    for (let i = 0; i < newHeight; i++) {
      const entry = address(args, Arg.rows) + <usize>i * LINEAR_ENTRY;
      const down = load<f32>(entry, 8);
      let share: f32 = 0;
      if (load<i32>(entry) == row) share += 1 - down;
      if (load<i32>(entry, 4) == row) share += down;
      if (share != 0) addRow(args, dy + <usize>i * newBytes, dx, pixel, share);
    }
  }
}

function addRow(args: usize, dy: usize, dx: usize, pixel: usize, share: f32): void {
  const newWidth = word(args, Arg.newWidth);
  let column = address(args, Arg.columns);
  for (let i = 0; i < newWidth; i++) {
    const across = load<f32>(column, 8);
    addPixel(dy, dx + <usize>load<u32>(column), pixel, share * (1 - across));
    // Nothing of a pixel is nothing, whatever it holds.
    if (across != 0) {
      addPixel(dy, dx + <usize>load<u32>(column, 4), pixel, share * across);
    }
    dy += pixel;
    column += LINEAR_ENTRY;
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
