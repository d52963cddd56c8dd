import { tileRows } from "./tile_rows";

/**
 * One tile a unit, unit after unit in the same place: the micro-kernel by
 * itself, for its test and for the peak that benches compare with.
 *
 * args: table, taps, offset, run, b, outputs, column, start as
 * {@linkcode tileRows} takes them, then the words of `TileEnd`.
 */
export function tile(
  args: usize,
  first: i32,
  last: i32,
  _scratch: usize,
): void {
  for (let unit = first; unit < last; unit++) {
    tileRows(
      load<usize>(args),
      load<i32>(args, 4),
      load<usize>(args, 8),
      load<i32>(args, 12),
      load<usize>(args, 16),
      load<usize>(args, 20),
      load<usize>(args, 24),
      load<usize>(args, 28),
      args + 32,
    );
  }
}
