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
  // @repeat R 0 1 2 3 4 5
  let l{R} = f32x4.splat(0), h{R} = f32x4.splat(0);
  // @end
  let low: v128, high: v128, x: v128;
  let k = 8;
  for (; k <= depth; k += 8) {
    // @repeat K 0 1 2 3 4 5 6 7
    low = v128.load(b);
    high = v128.load(b, 16);
    // @repeat R 0 1 2 3 4 5
    x = v128.load32_splat(a, 4 * {R});
    l{R} = madd(x, low, l{R});
    h{R} = madd(x, high, h{R});
    // @end
    a += 24;
    b += bStep;
    // @end
  }
  for (k -= 8; k < depth; k++) {
    low = v128.load(b);
    high = v128.load(b, 16);
    // @repeat R 0 1 2 3 4 5
    x = v128.load32_splat(a, 4 * {R});
    l{R} = madd(x, low, l{R});
    h{R} = madd(x, high, h{R});
    // @end
    a += 24;
    b += bStep;
  }
  // @repeat R 0 1 2 3 4 5
  put(c, l{R}, h{R}, isSum);
  c += step;
  // @end
}

// @ts-ignore: decorator
@inline
function put(c: usize, low: v128, high: v128, isSum: bool): void {
  v128.store(c, isSum ? v128.add<f32>(v128.load(c), low) : low);
  v128.store(c, isSum ? v128.add<f32>(v128.load(c, 16), high) : high, 16);
}
