import { madd } from "../simd/madd";

/**
 * C (`rows` × 8) = A (`rows` × depth) · B (depth × 8), added to what C holds
 * where `isSum`. A and C are rows `aStep` and `cStep` bytes apart, B is packed.
 * Not `gemm/tile_rows.as`, as a layer often has a few tiles of its image only:
 * rows are divided into parts of 1 to 6, so that none is multiplied for nothing,
 * and as these are evenly spaced they need no table of addresses.
 */
export function multiplyPanel(
  rows: i32,
  a: usize,
  aStep: usize,
  b: usize,
  c: usize,
  cStep: usize,
  depth: i32,
  isSum: bool,
): void {
  let left = <u32>rows;
  for (let blocks = (left + 5) / 6; blocks > 0; blocks--) {
    const take = (left + blocks - 1) / blocks;
    if (take == 6) tile6(a, aStep, b, c, cStep, depth, isSum);
    else if (take == 5) tile5(a, aStep, b, c, cStep, depth, isSum);
    else if (take == 4) tile4(a, aStep, b, c, cStep, depth, isSum);
    else if (take == 3) tile3(a, aStep, b, c, cStep, depth, isSum);
    else if (take == 2) tile2(a, aStep, b, c, cStep, depth, isSum);
    else tile1(a, aStep, b, c, cStep, depth, isSum);
    a += <usize>take * aStep;
    c += <usize>take * cStep;
    left -= take;
  }
}

// @repeat ROWS 6 5 4 3 2 1
function tile{ROWS}(
  a: usize,
  aStep: usize,
  b: usize,
  c: usize,
  cStep: usize,
  depth: i32,
  isSum: bool,
): void {
  tile({ROWS}, a, aStep, b, c, cStep, depth, isSum);
}

// @end
/**
 * `rows` is constant where this is inlined. V8 checks each address against the
 * size of the memory and shares limits between accesses with the same constant
 * offset: hence the moving `b`.
 */
// @ts-ignore: decorator
@inline
function tile(
  rows: i32,
  a: usize,
  aStep: usize,
  b: usize,
  c: usize,
  cStep: usize,
  depth: i32,
  isSum: bool,
): void {
  // @repeat R 0 1 2 3 4 5
  let c{R}0 = f32x4.splat(0);
  let c{R}1 = f32x4.splat(0);
  // @end
  if (isSum) {
    let at = c;
    // @repeat R 0 1 2 3 4 5
    if (rows > {R}) {
      if ({R} > 0) at += cStep;
      c{R}0 = v128.load(at);
      c{R}1 = v128.load(at, 16);
    }
    // @end
  }
  let a0 = a;
  let a1 = a0 + aStep;
  let a2 = a1 + aStep;
  let a3 = a2 + aStep;
  let a4 = a3 + aStep;
  let a5 = a4 + aStep;
  const end = a + (<usize>depth << 2);
  while (a0 < end) {
    let x: v128, b0: v128, b1: v128;
    // @repeat K 0 4 8 12 16 20 24 28
    b0 = v128.load(b);
    b1 = v128.load(b, 16);
    // @repeat R 0 1 2 3 4 5
    if (rows > {R}) {
      x = v128.load32_splat(a{R}, {K});
      c{R}0 = madd(x, b0, c{R}0);
      c{R}1 = madd(x, b1, c{R}1);
    }
    // @end
    b += 32;
    // @end
    // @repeat R 0 1 2 3 4 5
    a{R} += 32;
    // @end
  }
  // @repeat R 0 1 2 3 4 5
  if (rows > {R}) {
    if ({R} > 0) c += cStep;
    v128.store(c, c{R}0);
    v128.store(c, c{R}1, 16);
  }
  // @end
}
