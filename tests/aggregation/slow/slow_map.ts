import { resizeMatrix, type Resizing } from "./resize_matrix.ts";

/** One preset of the table of methods, in words that loops can follow. */
export interface Recipe {
  readonly magnitude: (term: number) => number;
  /** Over what the minimum and maximum are taken. */
  readonly rescale: "none" | "channel" | "layer" | "batch";
  readonly epsilon: number;
  readonly resizing: Resizing;
  /** Whether a convolution and the batch normalization behind it are one site. */
  readonly fused: boolean;
  /** Whether the final map of each image is rescaled to 0…1. */
  readonly rescalesMap: boolean;
}

/** The terms of one site, `[N, h, w, C]`. */
export interface SiteTerms {
  readonly values: ArrayLike<number>;
  readonly shape: readonly number[];
}

/**
 * The sum of the maps of all sites in float64: every channel of every layer is
 * rescaled and resized on its own, one value at a time.
 */
export function slowMap(
  sites: readonly SiteTerms[],
  recipe: Recipe,
  [height, width]: readonly [number, number],
): Float64Array {
  const count = sites[0]!.shape[0]!;
  const map = new Float64Array(count * height * width);
  for (const { values, shape } of sites) {
    if (shape.length !== 4) continue;
    const [, h, w, channels] = shape as [number, number, number, number];
    const magnitudes = Array.from(values, recipe.magnitude);
    const rows = resizeMatrix(h, height, recipe.resizing);
    const columns = resizeMatrix(w, width, recipe.resizing);
    for (let n = 0; n < count; n++) {
      for (let c = 0; c < channels; c++) {
        const at = (y: number, x: number) =>
          magnitudes[((n * h + y) * w + x) * channels + c]!;
        const [low, high] = limits(magnitudes, shape, recipe.rescale, n, c);
        const range = high - low + recipe.epsilon;
        const scaled = (y: number, x: number) =>
          recipe.rescale === "none"
            ? at(y, x)
            : range === 0
            ? 0
            : (at(y, x) - low) / range;
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            let sum = 0;
            for (let i = 0; i < h; i++) {
              if (rows[y]![i] === 0) continue;
              for (let j = 0; j < w; j++) {
                sum += rows[y]![i]! * columns[x]![j]! * scaled(i, j);
              }
            }
            map[(n * height + y) * width + x]! += sum;
          }
        }
      }
    }
  }
  return recipe.rescalesMap ? rescaled(map, count) : map;
}

function limits(
  magnitudes: readonly number[],
  [, h, w, channels]: readonly number[],
  over: Recipe["rescale"],
  image: number,
  channel: number,
): readonly [low: number, high: number] {
  const perImage = h! * w! * channels!;
  const chosen = magnitudes.filter((_, i) =>
    (over === "batch" || Math.floor(i / perImage) === image) &&
    (over !== "channel" || i % channels! === channel)
  );
  return [Math.min(...chosen), Math.max(...chosen)];
}

function rescaled(map: Float64Array, count: number): Float64Array {
  const size = map.length / count;
  return map.map((value, i) => {
    const start = i - i % size;
    const own = map.subarray(start, start + size);
    const low = Math.min(...own);
    return (value - low) / (Math.max(...own) - low + 1e-7);
  });
}
