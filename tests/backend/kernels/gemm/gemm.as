import { tileRows } from "../../../../lib/backend/kernels/gemm/tile_rows";
import { ReadArgs, TileArgs } from "./args";

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

/** Reads `unitBytes` a unit, 128 at a time, for nothing. */
export function read(args: ReadArgs, first: i32, last: i32, scratch: usize): void {
  let at = args.from + <usize>first * args.unitBytes;
  const end = args.from + <usize>last * args.unitBytes;
  let a: v128 = i32x4.splat(0), b = a, c = a, d = a;
  for (; at < end; at += 128) {
    a = v128.or(v128.or(a, v128.load(at)), v128.load(at, 16));
    b = v128.or(v128.or(b, v128.load(at, 32)), v128.load(at, 48));
    c = v128.or(v128.or(c, v128.load(at, 64)), v128.load(at, 80));
    d = v128.or(v128.or(d, v128.load(at, 96)), v128.load(at, 112));
  }
  v128.store(scratch, v128.or(v128.or(a, b), v128.or(c, d)));
}
