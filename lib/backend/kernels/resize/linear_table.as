import { address, word } from "../simd/word";

/** Bytes of an entry of {@linkcode linearTable}. */
export const LINEAR_ENTRY: usize = 12;

/**
 * For every position of a resized axis the positions before and after it on the
 * axis that it is made from, times `step`, and the share of the second.
 *
 * Arguments: the table's address, the lengths of the new and the old axis, 1
 * where corners lie on corners, 1 where positions are pixels' centres, `step`.
 */
export function linearTable(args: usize, _first: i32, _last: i32, _scratch: usize): void {
  const table = address(args, 0);
  const length = word(args, 1);
  const from = word(args, 2);
  const corners = word(args, 3) != 0 && length > 1;
  const centre: f64 = word(args, 4) != 0 ? 0.5 : 0;
  const step = word(args, 5);
  const ratio = corners
    ? <f64>(from - 1) / <f64>(length - 1)
    : <f64>from / <f64>length;
  for (let i = 0; i < length; i++) {
    const position = ratio * (<f64>i + centre) - centre;
    const before = <i32>max<f64>(0, floor(position));
    const after = <i32>min<f64>(<f64>(from - 1), ceil(position));
    const entry = table + <usize>i * LINEAR_ENTRY;
    store<i32>(entry, before * step);
    store<i32>(entry, max(after, 0) * step, 4);
    store<f32>(entry, <f32>(position - <f64>before), 8);
  }
}
