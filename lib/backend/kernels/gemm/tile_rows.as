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
  let c00: v128, c01: v128, c10: v128, c11: v128, c20: v128, c21: v128;
  let c30: v128, c31: v128, c40: v128, c41: v128, c50: v128, c51: v128;
  if (start != 0) {
    c00 = c10 = c20 = c30 = c40 = c50 = v128.load(start);
    c01 = c11 = c21 = c31 = c41 = c51 = v128.load(start, 16);
  } else {
    let c = load<usize>(outputs) + column;
    c00 = v128.load(c);
    c01 = v128.load(c, 16);
    c = load<usize>(outputs, 4) + column;
    c10 = v128.load(c);
    c11 = v128.load(c, 16);
    c = load<usize>(outputs, 8) + column;
    c20 = v128.load(c);
    c21 = v128.load(c, 16);
    c = load<usize>(outputs, 12) + column;
    c30 = v128.load(c);
    c31 = v128.load(c, 16);
    c = load<usize>(outputs, 16) + column;
    c40 = v128.load(c);
    c41 = v128.load(c, 16);
    if (isSix) c = load<usize>(outputs, 20) + column;
    c50 = v128.load(c);
    c51 = v128.load(c, 16);
  }
  const lastTap = table + <usize>taps * 24;
  do {
    let a0 = load<usize>(table) + offset;
    let a1 = load<usize>(table, 4) + offset;
    let a2 = load<usize>(table, 8) + offset;
    let a3 = load<usize>(table, 12) + offset;
    let a4 = load<usize>(table, 16) + offset;
    let a5: usize = isSix ? load<usize>(table, 20) + offset : 0;
    const end = a0 + <usize>run * 4;
    const last = end - 28;
    let x: v128, b0: v128, b1: v128;
    while (a0 < last) {
      b0 = v128.load(b);
      b1 = v128.load(b, 16);
      x = v128.load32_splat(a0);
      c00 = madd(x, b0, c00);
      c01 = madd(x, b1, c01);
      x = v128.load32_splat(a1);
      c10 = madd(x, b0, c10);
      c11 = madd(x, b1, c11);
      x = v128.load32_splat(a2);
      c20 = madd(x, b0, c20);
      c21 = madd(x, b1, c21);
      x = v128.load32_splat(a3);
      c30 = madd(x, b0, c30);
      c31 = madd(x, b1, c31);
      x = v128.load32_splat(a4);
      c40 = madd(x, b0, c40);
      c41 = madd(x, b1, c41);
      if (isSix) {
        x = v128.load32_splat(a5);
        c50 = madd(x, b0, c50);
        c51 = madd(x, b1, c51);
      }
      b += 32;
      b0 = v128.load(b);
      b1 = v128.load(b, 16);
      x = v128.load32_splat(a0, 4);
      c00 = madd(x, b0, c00);
      c01 = madd(x, b1, c01);
      x = v128.load32_splat(a1, 4);
      c10 = madd(x, b0, c10);
      c11 = madd(x, b1, c11);
      x = v128.load32_splat(a2, 4);
      c20 = madd(x, b0, c20);
      c21 = madd(x, b1, c21);
      x = v128.load32_splat(a3, 4);
      c30 = madd(x, b0, c30);
      c31 = madd(x, b1, c31);
      x = v128.load32_splat(a4, 4);
      c40 = madd(x, b0, c40);
      c41 = madd(x, b1, c41);
      if (isSix) {
        x = v128.load32_splat(a5, 4);
        c50 = madd(x, b0, c50);
        c51 = madd(x, b1, c51);
      }
      b += 32;
      b0 = v128.load(b);
      b1 = v128.load(b, 16);
      x = v128.load32_splat(a0, 8);
      c00 = madd(x, b0, c00);
      c01 = madd(x, b1, c01);
      x = v128.load32_splat(a1, 8);
      c10 = madd(x, b0, c10);
      c11 = madd(x, b1, c11);
      x = v128.load32_splat(a2, 8);
      c20 = madd(x, b0, c20);
      c21 = madd(x, b1, c21);
      x = v128.load32_splat(a3, 8);
      c30 = madd(x, b0, c30);
      c31 = madd(x, b1, c31);
      x = v128.load32_splat(a4, 8);
      c40 = madd(x, b0, c40);
      c41 = madd(x, b1, c41);
      if (isSix) {
        x = v128.load32_splat(a5, 8);
        c50 = madd(x, b0, c50);
        c51 = madd(x, b1, c51);
      }
      b += 32;
      b0 = v128.load(b);
      b1 = v128.load(b, 16);
      x = v128.load32_splat(a0, 12);
      c00 = madd(x, b0, c00);
      c01 = madd(x, b1, c01);
      x = v128.load32_splat(a1, 12);
      c10 = madd(x, b0, c10);
      c11 = madd(x, b1, c11);
      x = v128.load32_splat(a2, 12);
      c20 = madd(x, b0, c20);
      c21 = madd(x, b1, c21);
      x = v128.load32_splat(a3, 12);
      c30 = madd(x, b0, c30);
      c31 = madd(x, b1, c31);
      x = v128.load32_splat(a4, 12);
      c40 = madd(x, b0, c40);
      c41 = madd(x, b1, c41);
      if (isSix) {
        x = v128.load32_splat(a5, 12);
        c50 = madd(x, b0, c50);
        c51 = madd(x, b1, c51);
      }
      b += 32;
      b0 = v128.load(b);
      b1 = v128.load(b, 16);
      x = v128.load32_splat(a0, 16);
      c00 = madd(x, b0, c00);
      c01 = madd(x, b1, c01);
      x = v128.load32_splat(a1, 16);
      c10 = madd(x, b0, c10);
      c11 = madd(x, b1, c11);
      x = v128.load32_splat(a2, 16);
      c20 = madd(x, b0, c20);
      c21 = madd(x, b1, c21);
      x = v128.load32_splat(a3, 16);
      c30 = madd(x, b0, c30);
      c31 = madd(x, b1, c31);
      x = v128.load32_splat(a4, 16);
      c40 = madd(x, b0, c40);
      c41 = madd(x, b1, c41);
      if (isSix) {
        x = v128.load32_splat(a5, 16);
        c50 = madd(x, b0, c50);
        c51 = madd(x, b1, c51);
      }
      b += 32;
      b0 = v128.load(b);
      b1 = v128.load(b, 16);
      x = v128.load32_splat(a0, 20);
      c00 = madd(x, b0, c00);
      c01 = madd(x, b1, c01);
      x = v128.load32_splat(a1, 20);
      c10 = madd(x, b0, c10);
      c11 = madd(x, b1, c11);
      x = v128.load32_splat(a2, 20);
      c20 = madd(x, b0, c20);
      c21 = madd(x, b1, c21);
      x = v128.load32_splat(a3, 20);
      c30 = madd(x, b0, c30);
      c31 = madd(x, b1, c31);
      x = v128.load32_splat(a4, 20);
      c40 = madd(x, b0, c40);
      c41 = madd(x, b1, c41);
      if (isSix) {
        x = v128.load32_splat(a5, 20);
        c50 = madd(x, b0, c50);
        c51 = madd(x, b1, c51);
      }
      b += 32;
      b0 = v128.load(b);
      b1 = v128.load(b, 16);
      x = v128.load32_splat(a0, 24);
      c00 = madd(x, b0, c00);
      c01 = madd(x, b1, c01);
      x = v128.load32_splat(a1, 24);
      c10 = madd(x, b0, c10);
      c11 = madd(x, b1, c11);
      x = v128.load32_splat(a2, 24);
      c20 = madd(x, b0, c20);
      c21 = madd(x, b1, c21);
      x = v128.load32_splat(a3, 24);
      c30 = madd(x, b0, c30);
      c31 = madd(x, b1, c31);
      x = v128.load32_splat(a4, 24);
      c40 = madd(x, b0, c40);
      c41 = madd(x, b1, c41);
      if (isSix) {
        x = v128.load32_splat(a5, 24);
        c50 = madd(x, b0, c50);
        c51 = madd(x, b1, c51);
      }
      b += 32;
      b0 = v128.load(b);
      b1 = v128.load(b, 16);
      x = v128.load32_splat(a0, 28);
      c00 = madd(x, b0, c00);
      c01 = madd(x, b1, c01);
      x = v128.load32_splat(a1, 28);
      c10 = madd(x, b0, c10);
      c11 = madd(x, b1, c11);
      x = v128.load32_splat(a2, 28);
      c20 = madd(x, b0, c20);
      c21 = madd(x, b1, c21);
      x = v128.load32_splat(a3, 28);
      c30 = madd(x, b0, c30);
      c31 = madd(x, b1, c31);
      x = v128.load32_splat(a4, 28);
      c40 = madd(x, b0, c40);
      c41 = madd(x, b1, c41);
      if (isSix) {
        x = v128.load32_splat(a5, 28);
        c50 = madd(x, b0, c50);
        c51 = madd(x, b1, c51);
      }
      b += 32;
      a0 += 32;
      a1 += 32;
      a2 += 32;
      a3 += 32;
      a4 += 32;
      if (isSix) a5 += 32;
    }
    while (a0 < end) {
      b0 = v128.load(b);
      b1 = v128.load(b, 16);
      x = v128.load32_splat(a0);
      c00 = madd(x, b0, c00);
      c01 = madd(x, b1, c01);
      x = v128.load32_splat(a1);
      c10 = madd(x, b0, c10);
      c11 = madd(x, b1, c11);
      x = v128.load32_splat(a2);
      c20 = madd(x, b0, c20);
      c21 = madd(x, b1, c21);
      x = v128.load32_splat(a3);
      c30 = madd(x, b0, c30);
      c31 = madd(x, b1, c31);
      x = v128.load32_splat(a4);
      c40 = madd(x, b0, c40);
      c41 = madd(x, b1, c41);
      if (isSix) {
        x = v128.load32_splat(a5);
        c50 = madd(x, b0, c50);
        c51 = madd(x, b1, c51);
      }
      b += 32;
      a0 += 4;
      a1 += 4;
      a2 += 4;
      a3 += 4;
      a4 += 4;
      if (isSix) a5 += 4;
    }
    table += 24;
  } while (table < lastTap);
  if (finish != 0) {
    const steps = changetype<TileEnd>(finish);
    if (steps.scale != 0) {
      let factor = v128.load(steps.scale);
      let term = v128.load(steps.shift);
      c00 = madd(c00, factor, term);
      c10 = madd(c10, factor, term);
      c20 = madd(c20, factor, term);
      c30 = madd(c30, factor, term);
      c40 = madd(c40, factor, term);
      if (isSix) c50 = madd(c50, factor, term);
      factor = v128.load(steps.scale, 16);
      term = v128.load(steps.shift, 16);
      c01 = madd(c01, factor, term);
      c11 = madd(c11, factor, term);
      c21 = madd(c21, factor, term);
      c31 = madd(c31, factor, term);
      c41 = madd(c41, factor, term);
      if (isSix) c51 = madd(c51, factor, term);
    }
    const least = f32x4.splat(steps.low);
    const most = f32x4.splat(steps.high);
    c00 = clamp(c00, least, most);
    c01 = clamp(c01, least, most);
    c10 = clamp(c10, least, most);
    c11 = clamp(c11, least, most);
    c20 = clamp(c20, least, most);
    c21 = clamp(c21, least, most);
    c30 = clamp(c30, least, most);
    c31 = clamp(c31, least, most);
    c40 = clamp(c40, least, most);
    c41 = clamp(c41, least, most);
    if (isSix) c50 = clamp(c50, least, most);
    if (isSix) c51 = clamp(c51, least, most);
  }
  let c = load<usize>(outputs) + column;
  v128.store(c, c00);
  v128.store(c, c01, 16);
  c = load<usize>(outputs, 4) + column;
  v128.store(c, c10);
  v128.store(c, c11, 16);
  c = load<usize>(outputs, 8) + column;
  v128.store(c, c20);
  v128.store(c, c21, 16);
  c = load<usize>(outputs, 12) + column;
  v128.store(c, c30);
  v128.store(c, c31, 16);
  c = load<usize>(outputs, 16) + column;
  v128.store(c, c40);
  v128.store(c, c41, 16);
  if (isSix) {
    c = load<usize>(outputs, 20) + column;
    v128.store(c, c50);
    v128.store(c, c51, 16);
  }
}

// @ts-ignore: decorator
@inline
function clamp(x: v128, least: v128, most: v128): v128 {
  return v128.pmin<f32>(v128.pmax<f32>(x, least), most);
}
