import { gate } from "../simd/gate";
import { madd } from "../simd/madd";
import { TileEnd } from "./args";

/**
 * A tile of 6 rows by 8 columns of C, summed over `taps` runs of K:
 *
 *   C[i][j] = start + Σ_tap Σ_{k < run} A[tap][i][k] · B[tap · run + k][j]
 *
 * The rows of A are read where they lie: `table` holds, for each tap, the
 * addresses of six runs of at least offset / 4 + `run` floats that lie together,
 * and `offset` bytes are added to each. B is packed: 8 columns of one k after
 * the other, 32 bytes a step, `taps · run` steps (see pack_panels).
 * `outputs` holds the addresses of the six rows of C, to which `column` bytes
 * are added. A row that is not wanted gets the address of a row that is read
 * for nothing and of a place that is written for nothing; columns that are not
 * wanted are zero in B, and their 32 bytes must be writable.
 *
 * The sum starts from the 8 floats at `start`, the same for each row (a bias,
 * or zeros), or, where `start` is 0, from what C holds. Then comes what the
 * {@linkcode TileEnd} at `finish` says, or nothing where that is 0; NaN stays
 * NaN.
 *
 * Twelve accumulators, two vectors of B and one of A are the 15 registers that
 * V8 gives out. V8 in Deno checks each address against the size of the memory,
 * and shares the limits between accesses with the same constant offset: hence
 * the moving `b`, and eight steps in a loop. 98 % of the peak of a core as
 * long as the rows of A and the panel of B stay in its 32 KB of L1 (`taps · run`
 * ≤ 512); longer sums are best cut and continued from C.
 *
 * Tiles of 4 or 6 rows by 16 columns, which V8 could run in 256 bits, are slower
 * as long as it does not: a plain loop has 36 and 39 GFLOP/s, this one's 43 in
 * Deno 2.9.6 and 56 in Node 22, with `--experimental-wasm-revectorize` or not.
 */
export function tileRows(
  table: usize,
  taps: i32,
  offset: usize,
  run: i32,
  b: usize,
  outputs: usize,
  column: usize,
  start: usize,
  finish: usize,
): void {
  tile(
    true,
    table,
    taps,
    offset,
    run,
    b,
    outputs,
    column,
    start,
    finish,
  );
}

/**
 * As {@linkcode tileRows}, without the sixth row, of which the addresses are
 * not used: it takes five sixths of the time.
 */
export function tileFiveRows(
  table: usize,
  taps: i32,
  offset: usize,
  run: i32,
  b: usize,
  outputs: usize,
  column: usize,
  start: usize,
  finish: usize,
): void {
  tile(
    false,
    table,
    taps,
    offset,
    run,
    b,
    outputs,
    column,
    start,
    finish,
  );
}

// @ts-ignore: decorator
@inline
function tile(
  isSix: bool,
  table: usize,
  taps: i32,
  offset: usize,
  run: i32,
  b: usize,
  outputs: usize,
  column: usize,
  start: usize,
  finish: usize,
): void {
  // @repeat R 0 1 2 3 4 5
  let c{R}0: v128, c{R}1: v128;
  // @end
  if (start != 0) {
    c00 = c10 = c20 = c30 = c40 = c50 = v128.load(start);
    c01 = c11 = c21 = c31 = c41 = c51 = v128.load(start, 16);
  } else {
    let c: usize = 0;
    // @repeat R 0 1 2 3 4 5
    if (isSix || {R} < 5) c = load<usize>(outputs, 4 * {R}) + column;
    c{R}0 = v128.load(c);
    c{R}1 = v128.load(c, 16);
    // @end
  }
  const lastTap = table + <usize>taps * 24;
  do {
    // @repeat R 0 1 2 3 4
    let a{R} = load<usize>(table, 4 * {R}) + offset;
    // @end
    let a5: usize = isSix ? load<usize>(table, 20) + offset : 0;
    const end = a0 + <usize>run * 4;
    const last = end - 28;
    let x: v128, b0: v128, b1: v128;
    while (a0 < last) {
      // @repeat K 0 4 8 12 16 20 24 28
      b0 = v128.load(b);
      b1 = v128.load(b, 16);
      // @repeat R 0 1 2 3 4 5
      if (isSix || {R} < 5) {
        x = v128.load32_splat(a{R}, {K});
        c{R}0 = madd(x, b0, c{R}0);
        c{R}1 = madd(x, b1, c{R}1);
      }
      // @end
      b += 32;
      // @end
      // @repeat R 0 1 2 3 4 5
      if (isSix || {R} < 5) a{R} += 32;
      // @end
    }
    while (a0 < end) {
      b0 = v128.load(b);
      b1 = v128.load(b, 16);
      // @repeat R 0 1 2 3 4 5
      if (isSix || {R} < 5) {
        x = v128.load32_splat(a{R});
        c{R}0 = madd(x, b0, c{R}0);
        c{R}1 = madd(x, b1, c{R}1);
        a{R} += 4;
      }
      // @end
      b += 32;
    }
    table += 24;
  } while (table < lastTap);
  if (finish != 0) {
    const steps = changetype<TileEnd>(finish);
    if (steps.scale != 0) {
      // @repeat H 0 1
      const factor{H} = v128.load(steps.scale, 16 * {H});
      const term{H} = v128.load(steps.shift, 16 * {H});
      // @repeat R 0 1 2 3 4 5
      if (isSix || {R} < 5) c{R}{H} = madd(c{R}{H}, factor{H}, term{H});
      // @end
      // @end
    }
    if (steps.residual != 0) {
      // @repeat R 0 1 2 3 4 5
      if (isSix || {R} < 5) {
        const more{R} = load<usize>(outputs, 4 * {R}) + column + steps.residual;
        c{R}0 = v128.add<f32>(c{R}0, v128.load(more{R}));
        c{R}1 = v128.add<f32>(c{R}1, v128.load(more{R}, 16));
      }
      // @end
    }
    if (steps.low > -Infinity) {
      const least = f32x4.splat(steps.low);
      const most = f32x4.splat(steps.high);
      // @repeat R 0 1 2 3 4 5
      if (isSix || {R} < 5) {
        c{R}0 = clamp(c{R}0, least, most);
        c{R}1 = clamp(c{R}1, least, most);
      }
      // @end
    }
    if (steps.mask != 0) {
      // @repeat R 0 1 2 3 4 5
      if (isSix || {R} < 5) {
        const mask{R} = load<usize>(outputs, 4 * {R}) + column + steps.mask;
        c{R}0 = gate(c{R}0, v128.load(mask{R}));
        c{R}1 = gate(c{R}1, v128.load(mask{R}, 16));
      }
      // @end
    }
  }
  let c: usize;
  // @repeat R 0 1 2 3 4 5
  if (isSix || {R} < 5) {
    c = load<usize>(outputs, 4 * {R}) + column;
    v128.store(c, c{R}0);
    v128.store(c, c{R}1, 16);
  }
  // @end
}

// @ts-ignore: decorator
@inline
function clamp(x: v128, least: v128, most: v128): v128 {
  return v128.pmin<f32>(v128.pmax<f32>(x, least), most);
}
