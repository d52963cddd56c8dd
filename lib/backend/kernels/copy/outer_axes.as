import { address, word } from "../simd/word";

/**
 * How far a row's first value lies from the first of all. The arguments have
 * from `at` on the number of axes that rows are counted by, then per axis, the
 * last first, its length and the bytes of a step in what is read and what is
 * written; `which` is 1 or 2.
 */
export function outerOffset(args: usize, at: i32, row: i32, which: i32): usize {
  let offset: usize = 0;
  const end = at + 1 + 3 * word(args, at);
  for (let axis = at + 1; axis < end; axis += 3) {
    const length = word(args, axis);
    offset += <usize>(row % length) * address(args, axis + which);
    row /= length;
  }
  return offset;
}
