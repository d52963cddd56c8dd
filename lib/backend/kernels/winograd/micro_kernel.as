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

function tile6(
  a: usize,
  aStep: usize,
  b: usize,
  c: usize,
  cStep: usize,
  depth: i32,
  isSum: bool,
): void {
  tile(6, a, aStep, b, c, cStep, depth, isSum);
}

function tile5(
  a: usize,
  aStep: usize,
  b: usize,
  c: usize,
  cStep: usize,
  depth: i32,
  isSum: bool,
): void {
  tile(5, a, aStep, b, c, cStep, depth, isSum);
}

function tile4(
  a: usize,
  aStep: usize,
  b: usize,
  c: usize,
  cStep: usize,
  depth: i32,
  isSum: bool,
): void {
  tile(4, a, aStep, b, c, cStep, depth, isSum);
}

function tile3(
  a: usize,
  aStep: usize,
  b: usize,
  c: usize,
  cStep: usize,
  depth: i32,
  isSum: bool,
): void {
  tile(3, a, aStep, b, c, cStep, depth, isSum);
}

function tile2(
  a: usize,
  aStep: usize,
  b: usize,
  c: usize,
  cStep: usize,
  depth: i32,
  isSum: bool,
): void {
  tile(2, a, aStep, b, c, cStep, depth, isSum);
}

function tile1(
  a: usize,
  aStep: usize,
  b: usize,
  c: usize,
  cStep: usize,
  depth: i32,
  isSum: bool,
): void {
  tile(1, a, aStep, b, c, cStep, depth, isSum);
}

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
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  let c40 = f32x4.splat(0);
  let c41 = f32x4.splat(0);
  let c50 = f32x4.splat(0);
  let c51 = f32x4.splat(0);
  if (isSum) {
    let at = c;
    c00 = v128.load(at);
    c01 = v128.load(at, 16);
    if (rows > 1) {
      at += cStep;
      c10 = v128.load(at);
      c11 = v128.load(at, 16);
    }
    if (rows > 2) {
      at += cStep;
      c20 = v128.load(at);
      c21 = v128.load(at, 16);
    }
    if (rows > 3) {
      at += cStep;
      c30 = v128.load(at);
      c31 = v128.load(at, 16);
    }
    if (rows > 4) {
      at += cStep;
      c40 = v128.load(at);
      c41 = v128.load(at, 16);
    }
    if (rows > 5) {
      at += cStep;
      c50 = v128.load(at);
      c51 = v128.load(at, 16);
    }
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
    b0 = v128.load(b);
    b1 = v128.load(b, 16);
    x = v128.load32_splat(a0);
    c00 = madd(x, b0, c00);
    c01 = madd(x, b1, c01);
    if (rows > 1) {
      x = v128.load32_splat(a1);
      c10 = madd(x, b0, c10);
      c11 = madd(x, b1, c11);
    }
    if (rows > 2) {
      x = v128.load32_splat(a2);
      c20 = madd(x, b0, c20);
      c21 = madd(x, b1, c21);
    }
    if (rows > 3) {
      x = v128.load32_splat(a3);
      c30 = madd(x, b0, c30);
      c31 = madd(x, b1, c31);
    }
    if (rows > 4) {
      x = v128.load32_splat(a4);
      c40 = madd(x, b0, c40);
      c41 = madd(x, b1, c41);
    }
    if (rows > 5) {
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
    if (rows > 1) {
      x = v128.load32_splat(a1, 4);
      c10 = madd(x, b0, c10);
      c11 = madd(x, b1, c11);
    }
    if (rows > 2) {
      x = v128.load32_splat(a2, 4);
      c20 = madd(x, b0, c20);
      c21 = madd(x, b1, c21);
    }
    if (rows > 3) {
      x = v128.load32_splat(a3, 4);
      c30 = madd(x, b0, c30);
      c31 = madd(x, b1, c31);
    }
    if (rows > 4) {
      x = v128.load32_splat(a4, 4);
      c40 = madd(x, b0, c40);
      c41 = madd(x, b1, c41);
    }
    if (rows > 5) {
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
    if (rows > 1) {
      x = v128.load32_splat(a1, 8);
      c10 = madd(x, b0, c10);
      c11 = madd(x, b1, c11);
    }
    if (rows > 2) {
      x = v128.load32_splat(a2, 8);
      c20 = madd(x, b0, c20);
      c21 = madd(x, b1, c21);
    }
    if (rows > 3) {
      x = v128.load32_splat(a3, 8);
      c30 = madd(x, b0, c30);
      c31 = madd(x, b1, c31);
    }
    if (rows > 4) {
      x = v128.load32_splat(a4, 8);
      c40 = madd(x, b0, c40);
      c41 = madd(x, b1, c41);
    }
    if (rows > 5) {
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
    if (rows > 1) {
      x = v128.load32_splat(a1, 12);
      c10 = madd(x, b0, c10);
      c11 = madd(x, b1, c11);
    }
    if (rows > 2) {
      x = v128.load32_splat(a2, 12);
      c20 = madd(x, b0, c20);
      c21 = madd(x, b1, c21);
    }
    if (rows > 3) {
      x = v128.load32_splat(a3, 12);
      c30 = madd(x, b0, c30);
      c31 = madd(x, b1, c31);
    }
    if (rows > 4) {
      x = v128.load32_splat(a4, 12);
      c40 = madd(x, b0, c40);
      c41 = madd(x, b1, c41);
    }
    if (rows > 5) {
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
    if (rows > 1) {
      x = v128.load32_splat(a1, 16);
      c10 = madd(x, b0, c10);
      c11 = madd(x, b1, c11);
    }
    if (rows > 2) {
      x = v128.load32_splat(a2, 16);
      c20 = madd(x, b0, c20);
      c21 = madd(x, b1, c21);
    }
    if (rows > 3) {
      x = v128.load32_splat(a3, 16);
      c30 = madd(x, b0, c30);
      c31 = madd(x, b1, c31);
    }
    if (rows > 4) {
      x = v128.load32_splat(a4, 16);
      c40 = madd(x, b0, c40);
      c41 = madd(x, b1, c41);
    }
    if (rows > 5) {
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
    if (rows > 1) {
      x = v128.load32_splat(a1, 20);
      c10 = madd(x, b0, c10);
      c11 = madd(x, b1, c11);
    }
    if (rows > 2) {
      x = v128.load32_splat(a2, 20);
      c20 = madd(x, b0, c20);
      c21 = madd(x, b1, c21);
    }
    if (rows > 3) {
      x = v128.load32_splat(a3, 20);
      c30 = madd(x, b0, c30);
      c31 = madd(x, b1, c31);
    }
    if (rows > 4) {
      x = v128.load32_splat(a4, 20);
      c40 = madd(x, b0, c40);
      c41 = madd(x, b1, c41);
    }
    if (rows > 5) {
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
    if (rows > 1) {
      x = v128.load32_splat(a1, 24);
      c10 = madd(x, b0, c10);
      c11 = madd(x, b1, c11);
    }
    if (rows > 2) {
      x = v128.load32_splat(a2, 24);
      c20 = madd(x, b0, c20);
      c21 = madd(x, b1, c21);
    }
    if (rows > 3) {
      x = v128.load32_splat(a3, 24);
      c30 = madd(x, b0, c30);
      c31 = madd(x, b1, c31);
    }
    if (rows > 4) {
      x = v128.load32_splat(a4, 24);
      c40 = madd(x, b0, c40);
      c41 = madd(x, b1, c41);
    }
    if (rows > 5) {
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
    if (rows > 1) {
      x = v128.load32_splat(a1, 28);
      c10 = madd(x, b0, c10);
      c11 = madd(x, b1, c11);
    }
    if (rows > 2) {
      x = v128.load32_splat(a2, 28);
      c20 = madd(x, b0, c20);
      c21 = madd(x, b1, c21);
    }
    if (rows > 3) {
      x = v128.load32_splat(a3, 28);
      c30 = madd(x, b0, c30);
      c31 = madd(x, b1, c31);
    }
    if (rows > 4) {
      x = v128.load32_splat(a4, 28);
      c40 = madd(x, b0, c40);
      c41 = madd(x, b1, c41);
    }
    if (rows > 5) {
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
    a5 += 32;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  if (rows > 1) {
    c += cStep;
    v128.store(c, c10);
    v128.store(c, c11, 16);
  }
  if (rows > 2) {
    c += cStep;
    v128.store(c, c20);
    v128.store(c, c21, 16);
  }
  if (rows > 3) {
    c += cStep;
    v128.store(c, c30);
    v128.store(c, c31, 16);
  }
  if (rows > 4) {
    c += cStep;
    v128.store(c, c40);
    v128.store(c, c41, 16);
  }
  if (rows > 5) {
    c += cStep;
    v128.store(c, c50);
    v128.store(c, c51, 16);
  }
}
