import { tileRows } from "../../../../lib/backend/kernels/gemm/tile_rows";
import { TileArgs } from "./args";

/**
 * One tile a unit, unit after unit in the same place: the micro-kernel by
 * itself, for its test and for the peak that benches compare with.
 */
export function tile(args: TileArgs, first: i32, last: i32, _scratch: usize): void {
  for (let unit = first; unit < last; unit++) {
    tileRows(
      args.table,
      args.taps,
      args.offset,
      args.run,
      args.b,
      args.outputs,
      args.column,
      args.start,
      changetype<usize>(args) + offsetof<TileArgs>("low"),
    );
  }
}
