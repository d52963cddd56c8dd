import { address, word } from "../simd/word";
import { Arg } from "./layout";
import { LINEAR_ENTRY } from "./linear_table";

/** Resizes bilinearly. A unit is a row of the result. */
export function resizeLinear(args: usize, first: i32, last: i32, _scratch: usize): void {
  const pixel = <usize>word(args, Arg.channels) << 2;
  const whole = pixel & ~15;
  const newHeight = word(args, Arg.newHeight);
  const newWidth = <usize>word(args, Arg.newWidth);
  for (let unit = first; unit < last; unit++) {
    const entry = rowEntry(args, unit % newHeight);
    const top = rowOf(args, unit / newHeight, load<i32>(entry));
    const bottom = rowOf(args, unit / newHeight, load<i32>(entry, 4));
    const down = load<f32>(entry, 8);
    const downs = f32x4.splat(down);
    let to = address(args, Arg.to) + <usize>unit * newWidth * pixel;
    let column = address(args, Arg.columns);
    for (let i: usize = 0; i < newWidth; i++) {
      const left = <usize>load<u32>(column);
      const right = <usize>load<u32>(column, 4);
      const across = load<f32>(column, 8);
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
      column += LINEAR_ENTRY;
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
function rowEntry(args: usize, row: i32): usize {
  return address(args, Arg.rows) + <usize>row * LINEAR_ENTRY;
}

// @ts-ignore: decorator
@inline
function rowOf(args: usize, image: i32, row: i32): usize {
  const bytes = <usize>(word(args, Arg.width) * word(args, Arg.channels)) << 2;
  return address(args, Arg.from) +
    <usize>(image * word(args, Arg.height) + row) * bytes;
}
