import { conjugateGradient } from "./conjugate_gradient.ts";
import { PixelGrid } from "./pixel_grid.ts";

/**
 * An image whose removed pixels are each the weighted mean of their eight
 * neighbours, removed ones included: weight 1/6 for those at an edge, 1/12 for
 * those at a corner, in proportion where the image ends.
 *
 * Source: Rong et al., "A Consistent and Efficient Evaluation Strategy for
 * Attribution Methods", ICML 2022, section 5. The weights of two neighbours are
 * mutual, so that the system is symmetric, and positive definite as long as one
 * pixel is left: from there every removed pixel is reached.
 *
 * @param image `[H, W, C]`; not changed.
 * @param removed 1 where a pixel is removed, else 0, `[H, W]`.
 * @param shape `[H, W, C]`.
 * @param blank What every pixel becomes when all are removed, by channel.
 * @returns A new image, equal to the old one outside of `removed`.
 */
export function interpolate(
  image: Float32Array,
  removed: Uint8Array,
  shape: readonly [height: number, width: number, channels: number],
  blank: readonly number[],
): Float32Array {
  const [height, width, channels] = shape;
  const filled = image.slice();
  const grid = new PixelGrid(removed, height, width);
  if (grid.places.length === 0) return filled;
  if (grid.places.length === removed.length) {
    return filled.map((_, i) => blank[i % channels]!);
  }
  for (let c = 0; c < channels; c++) {
    const known = grid.plane((at) => image[at * channels + c]!);
    const solution = conjugateGradient(grid, grid.neighbourSum(known));
    for (let i = 0; i < removed.length; i++) {
      if (removed[i] === 0) continue;
      filled[i * channels + c] = solution[grid.placeOf(i)]!;
    }
  }
  return filled;
}
