import { address, word } from "../simd/word";
import { LINEAR_ENTRY } from "./linear_table";

/** As `linearTable`, with the nearest position and nothing of another. */
export function nearestTable(args: usize, _first: i32, _last: i32, _scratch: usize): void {
  const table = address(args, 0);
  const length = word(args, 1);
  const from = word(args, 2);
  const corners = word(args, 3) != 0;
  const centre: f64 = word(args, 4) != 0 ? 0.5 : 0;
  const step = word(args, 5);
  const ratio = corners && length > 1
    ? <f64>(from - 1) / <f64>(length - 1)
    : <f64>from / <f64>length;
  for (let i = 0; i < length; i++) {
    const position = ratio * (<f64>i + centre);
    const nearest = <i32>floor(corners ? position + 0.5 : position);
    const entry = table + <usize>i * LINEAR_ENTRY;
    store<i32>(entry, min(nearest, from - 1) * step);
    store<i32>(entry, min(nearest, from - 1) * step, 4);
    store<f32>(entry, 0, 8);
  }
}
