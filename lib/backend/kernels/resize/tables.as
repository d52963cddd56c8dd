import { TableArgs, TableEntry } from "./args";

/** For every position of a resized axis those that it is mixed of. */
export function linearTable(args: TableArgs, _first: i32, _last: i32, _scratch: usize): void {
  const length = args.length;
  const from = args.from;
  const corners = args.alignCorners != 0 && length > 1;
  const center: f64 = args.halfPixelCenters != 0 ? 0.5 : 0;
  const step = args.step;
  const ratio = corners
    ? <f64>(from - 1) / <f64>(length - 1)
    : <f64>from / <f64>length;
  for (let i = 0; i < length; i++) {
    const position = ratio * (<f64>i + center) - center;
    const before = <i32>max<f64>(0, floor(position));
    const after = <i32>min<f64>(<f64>(from - 1), ceil(position));
    const entry = entryOf(args.table, i);
    entry.before = before * step;
    entry.after = max(after, 0) * step;
    entry.share = <f32>(position - <f64>before);
  }
}

/** As `linearTable`, with the nearest position and nothing of another. */
export function nearestTable(args: TableArgs, _first: i32, _last: i32, _scratch: usize): void {
  const length = args.length;
  const from = args.from;
  const corners = args.alignCorners != 0;
  const center: f64 = args.halfPixelCenters != 0 ? 0.5 : 0;
  const step = args.step;
  const ratio = corners && length > 1
    ? <f64>(from - 1) / <f64>(length - 1)
    : <f64>from / <f64>length;
  for (let i = 0; i < length; i++) {
    const position = ratio * (<f64>i + center);
    const nearest = <i32>floor(corners ? position + 0.5 : position);
    const entry = entryOf(args.table, i);
    entry.before = min(nearest, from - 1) * step;
    entry.after = min(nearest, from - 1) * step;
    entry.share = 0;
  }
}

/** The entry of a position in a table. */
// @ts-ignore: decorator
@inline
export function entryOf(table: usize, position: i32): TableEntry {
  return changetype<TableEntry>(
    table + <usize>position * offsetof<TableEntry>(),
  );
}
