import { madd } from "../simd/madd";

/**
 * c (6 × 8, rows `step` bytes apart) = a · b, added to c where `isSum`. a is
 * packed, [k][6]; the 8 numbers of one k of b lie `bStep` bytes behind those of
 * the one before. This is the other order than that of `gemm/tile_rows.as`,
 * which reads a where it lies and packs b: here a may be transposed, so that it
 * is packed, and b is often weights that are read once and where they lie.
 *
 * V8 checks each address against the size of the memory and shares the limits
 * between accesses with the same constant offset: hence the moving addresses,
 * and eight steps in a loop.
 */
export function tile(
  a: usize, b: usize, bStep: usize, depth: i32, c: usize, step: usize, isSum: bool,
): void {
  let l0 = f32x4.splat(0), h0 = l0, l1 = l0, h1 = l0, l2 = l0, h2 = l0;
  let l3 = l0, h3 = l0, l4 = l0, h4 = l0, l5 = l0, h5 = l0;
  let low: v128, high: v128, x: v128;
  let k = 8;
  for (; k <= depth; k += 8) {
    low = v128.load(b);
    high = v128.load(b, 16);
    x = v128.load32_splat(a);
    l0 = madd(x, low, l0);
    h0 = madd(x, high, h0);
    x = v128.load32_splat(a, 4);
    l1 = madd(x, low, l1);
    h1 = madd(x, high, h1);
    x = v128.load32_splat(a, 8);
    l2 = madd(x, low, l2);
    h2 = madd(x, high, h2);
    x = v128.load32_splat(a, 12);
    l3 = madd(x, low, l3);
    h3 = madd(x, high, h3);
    x = v128.load32_splat(a, 16);
    l4 = madd(x, low, l4);
    h4 = madd(x, high, h4);
    x = v128.load32_splat(a, 20);
    l5 = madd(x, low, l5);
    h5 = madd(x, high, h5);
    a += 24;
    b += bStep;
    low = v128.load(b);
    high = v128.load(b, 16);
    x = v128.load32_splat(a);
    l0 = madd(x, low, l0);
    h0 = madd(x, high, h0);
    x = v128.load32_splat(a, 4);
    l1 = madd(x, low, l1);
    h1 = madd(x, high, h1);
    x = v128.load32_splat(a, 8);
    l2 = madd(x, low, l2);
    h2 = madd(x, high, h2);
    x = v128.load32_splat(a, 12);
    l3 = madd(x, low, l3);
    h3 = madd(x, high, h3);
    x = v128.load32_splat(a, 16);
    l4 = madd(x, low, l4);
    h4 = madd(x, high, h4);
    x = v128.load32_splat(a, 20);
    l5 = madd(x, low, l5);
    h5 = madd(x, high, h5);
    a += 24;
    b += bStep;
    low = v128.load(b);
    high = v128.load(b, 16);
    x = v128.load32_splat(a);
    l0 = madd(x, low, l0);
    h0 = madd(x, high, h0);
    x = v128.load32_splat(a, 4);
    l1 = madd(x, low, l1);
    h1 = madd(x, high, h1);
    x = v128.load32_splat(a, 8);
    l2 = madd(x, low, l2);
    h2 = madd(x, high, h2);
    x = v128.load32_splat(a, 12);
    l3 = madd(x, low, l3);
    h3 = madd(x, high, h3);
    x = v128.load32_splat(a, 16);
    l4 = madd(x, low, l4);
    h4 = madd(x, high, h4);
    x = v128.load32_splat(a, 20);
    l5 = madd(x, low, l5);
    h5 = madd(x, high, h5);
    a += 24;
    b += bStep;
    low = v128.load(b);
    high = v128.load(b, 16);
    x = v128.load32_splat(a);
    l0 = madd(x, low, l0);
    h0 = madd(x, high, h0);
    x = v128.load32_splat(a, 4);
    l1 = madd(x, low, l1);
    h1 = madd(x, high, h1);
    x = v128.load32_splat(a, 8);
    l2 = madd(x, low, l2);
    h2 = madd(x, high, h2);
    x = v128.load32_splat(a, 12);
    l3 = madd(x, low, l3);
    h3 = madd(x, high, h3);
    x = v128.load32_splat(a, 16);
    l4 = madd(x, low, l4);
    h4 = madd(x, high, h4);
    x = v128.load32_splat(a, 20);
    l5 = madd(x, low, l5);
    h5 = madd(x, high, h5);
    a += 24;
    b += bStep;
    low = v128.load(b);
    high = v128.load(b, 16);
    x = v128.load32_splat(a);
    l0 = madd(x, low, l0);
    h0 = madd(x, high, h0);
    x = v128.load32_splat(a, 4);
    l1 = madd(x, low, l1);
    h1 = madd(x, high, h1);
    x = v128.load32_splat(a, 8);
    l2 = madd(x, low, l2);
    h2 = madd(x, high, h2);
    x = v128.load32_splat(a, 12);
    l3 = madd(x, low, l3);
    h3 = madd(x, high, h3);
    x = v128.load32_splat(a, 16);
    l4 = madd(x, low, l4);
    h4 = madd(x, high, h4);
    x = v128.load32_splat(a, 20);
    l5 = madd(x, low, l5);
    h5 = madd(x, high, h5);
    a += 24;
    b += bStep;
    low = v128.load(b);
    high = v128.load(b, 16);
    x = v128.load32_splat(a);
    l0 = madd(x, low, l0);
    h0 = madd(x, high, h0);
    x = v128.load32_splat(a, 4);
    l1 = madd(x, low, l1);
    h1 = madd(x, high, h1);
    x = v128.load32_splat(a, 8);
    l2 = madd(x, low, l2);
    h2 = madd(x, high, h2);
    x = v128.load32_splat(a, 12);
    l3 = madd(x, low, l3);
    h3 = madd(x, high, h3);
    x = v128.load32_splat(a, 16);
    l4 = madd(x, low, l4);
    h4 = madd(x, high, h4);
    x = v128.load32_splat(a, 20);
    l5 = madd(x, low, l5);
    h5 = madd(x, high, h5);
    a += 24;
    b += bStep;
    low = v128.load(b);
    high = v128.load(b, 16);
    x = v128.load32_splat(a);
    l0 = madd(x, low, l0);
    h0 = madd(x, high, h0);
    x = v128.load32_splat(a, 4);
    l1 = madd(x, low, l1);
    h1 = madd(x, high, h1);
    x = v128.load32_splat(a, 8);
    l2 = madd(x, low, l2);
    h2 = madd(x, high, h2);
    x = v128.load32_splat(a, 12);
    l3 = madd(x, low, l3);
    h3 = madd(x, high, h3);
    x = v128.load32_splat(a, 16);
    l4 = madd(x, low, l4);
    h4 = madd(x, high, h4);
    x = v128.load32_splat(a, 20);
    l5 = madd(x, low, l5);
    h5 = madd(x, high, h5);
    a += 24;
    b += bStep;
    low = v128.load(b);
    high = v128.load(b, 16);
    x = v128.load32_splat(a);
    l0 = madd(x, low, l0);
    h0 = madd(x, high, h0);
    x = v128.load32_splat(a, 4);
    l1 = madd(x, low, l1);
    h1 = madd(x, high, h1);
    x = v128.load32_splat(a, 8);
    l2 = madd(x, low, l2);
    h2 = madd(x, high, h2);
    x = v128.load32_splat(a, 12);
    l3 = madd(x, low, l3);
    h3 = madd(x, high, h3);
    x = v128.load32_splat(a, 16);
    l4 = madd(x, low, l4);
    h4 = madd(x, high, h4);
    x = v128.load32_splat(a, 20);
    l5 = madd(x, low, l5);
    h5 = madd(x, high, h5);
    a += 24;
    b += bStep;
  }
  for (k -= 8; k < depth; k++) {
    low = v128.load(b);
    high = v128.load(b, 16);
    x = v128.load32_splat(a);
    l0 = madd(x, low, l0);
    h0 = madd(x, high, h0);
    x = v128.load32_splat(a, 4);
    l1 = madd(x, low, l1);
    h1 = madd(x, high, h1);
    x = v128.load32_splat(a, 8);
    l2 = madd(x, low, l2);
    h2 = madd(x, high, h2);
    x = v128.load32_splat(a, 12);
    l3 = madd(x, low, l3);
    h3 = madd(x, high, h3);
    x = v128.load32_splat(a, 16);
    l4 = madd(x, low, l4);
    h4 = madd(x, high, h4);
    x = v128.load32_splat(a, 20);
    l5 = madd(x, low, l5);
    h5 = madd(x, high, h5);
    a += 24;
    b += bStep;
  }
  put(c, l0, h0, isSum);
  put(c += step, l1, h1, isSum);
  put(c += step, l2, h2, isSum);
  put(c += step, l3, h3, isSum);
  put(c += step, l4, h4, isSum);
  put(c += step, l5, h5, isSum);
}

// @ts-ignore: decorator
@inline
function put(c: usize, low: v128, high: v128, isSum: bool): void {
  v128.store(c, isSum ? v128.add<f32>(v128.load(c), low) : low);
  v128.store(c, isSum ? v128.add<f32>(v128.load(c, 16), high) : high, 16);
}
