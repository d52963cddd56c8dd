import { address, word } from "../simd/word";

/**
 * The sums of the rows of each segment; rows of no segment are left out. A unit
 * is a block of columns.
 *
 * Arguments: addresses of the rows, of their segments and of the result, number
 * of rows, of segments, of columns, of columns of a unit, a multiple of 4.
 */
export function segmentSums(args: usize, first: i32, last: i32, _scratch: usize): void {
  const rows = word(args, 3);
  const segments = word(args, 4);
  const columns = word(args, 5);
  const unit = word(args, 6);
  const start = <usize>(first * unit) << 2;
  const end = <usize>min(last * unit, columns) << 2;
  const whole = start + ((end - start) & ~15);
  const step = <usize>columns << 2;
  for (let segment = 0; segment < segments; segment++) {
    const out = address(args, 2) + <usize>segment * step;
    memory.fill(out + start, 0, end - start);
  }
  for (let row = 0; row < rows; row++) {
    const segment = load<i32>(address(args, 1) + (<usize>row << 2));
    if (segment < 0 || segment >= segments) continue;
    const x = address(args, 0) + <usize>row * step;
    const out = address(args, 2) + <usize>segment * step;
    let at = start;
    for (; at < whole; at += 16) {
      v128.store(out + at, f32x4.add(v128.load(out + at), v128.load(x + at)));
    }
    for (; at < end; at += 4) {
      store<f32>(out + at, load<f32>(out + at) + load<f32>(x + at));
    }
  }
}
