import { SaliencyMap } from "../../aggregation/mod.ts";
import type { ImageInput } from "../../image/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import {
  checkOptions,
  integer,
  number,
  type OptionRequirements,
  positiveInteger,
} from "../../options/mod.ts";
import {
  EXPLAIN_OPTIONS,
  type ExplainOptions,
  probability,
} from "../../propagation/mod.ts";
import { Random } from "../../random/mod.ts";
import { Copies } from "./copies.ts";

/** The options of {@linkcode rise}. */
export interface RiseOptions extends ExplainOptions {
  /**
   * How many masks; the paper has 4,000 for VGG-16 and 8,000 for ResNet-50. The
   * noise of a map falls with its square root.
   *
   * @default {1000}
   */
  readonly masks?: number;
  /**
   * Cells of a mask along each side, before it is enlarged.
   *
   * @default {7}
   */
  readonly cells?: number;
  /**
   * Probability that a cell is kept.
   *
   * @default {0.5}
   */
  readonly keep?: number;
  /**
   * Seed of the masks, which are the same for every image.
   *
   * @default {0}
   */
  readonly seed?: number;
}

/** What {@linkcode RiseOptions} must be. */
export const RISE_OPTIONS: OptionRequirements<RiseOptions> = {
  ...EXPLAIN_OPTIONS,
  masks: positiveInteger,
  cells: positiveInteger,
  keep: number("a number between 0 and 1", (keep) => keep > 0 && keep < 1),
  seed: integer,
};

/**
 * The RISE map: the mean of random masks M, each weighted by the output for the
 * image under it, `Σ f(x ⊙ M) M / (N p)`, with p the probability that a cell is
 * kept. It takes no gradient. The paper's f is `target: probability()`.
 *
 * Masks are grids of ones and zeros, enlarged bilinearly and shifted at random by
 * less than a cell. What a mask removes is 0 in the network's input, the mean color
 * after most normalizations.
 *
 * Source: Petsiuk, Das & Saenko, "RISE", 2018, equation 6. Known limits: f is
 * averaged over pictures with holes, which are none that the network was trained
 * on; and the map is as random as its masks are few.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images One image or a batch: paths, URLs, pixels or values.
 * @param options What is explained, and the masks.
 * @returns A map `[N, H, W]` in units of the output.
 * @throws {TypeError} If the images do not fit the model, or an option does not
 * exist or has another type.
 * @throws {RangeError} If the target does not exist, or an option is not valid.
 *
 * @example
 * ```ts
 * import { loadModel, rise } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = "data/images/boat.png";
 * const map = await rise(model, image, { masks: 20, seed: 1 });
 * const again = await rise(model, image, { masks: 20, seed: 1 });
 * assertEquals(map.values, again.values);
 * ```
 */
export async function rise(
  model: ModelInput,
  images: ImageInput,
  options: RiseOptions = {},
): Promise<SaliencyMap> {
  checkOptions("run rise", options, RISE_OPTIONS);
  const { masks = 1000, cells = 7, keep = 0.5, seed = 0 } = options;
  const copies = await Copies.of(model, images, options);
  const { explained } = copies;
  const [count, height, width, channels] = explained.images.shape;
  const size = height * width;
  const values = new Float32Array(count * size);
  for (let image = 0; image < count; image++) {
    const sums = new Float64Array(size);
    const waiting = new Map<number, Float32Array>();
    await copies.evaluate(
      image,
      masks,
      (k, copy) => {
        const mask = riseMask([height, width], cells, keep, seed, k);
        waiting.set(k, mask);
        for (let i = 0; i < copy.length; i++) {
          copy[i]! *= mask[Math.floor(i / channels)]!;
        }
      },
      (k, value) => {
        waiting.get(k)!.forEach((kept, i) => sums[i]! += value * kept);
        waiting.delete(k);
      },
    );
    sums.forEach((sum, i) => values[image * size + i] = sum / (masks * keep));
  }
  return new SaliencyMap({
    ...explained,
    method: "RISE",
    values,
    // A probability cannot be negative, another target can.
    signed: explained.target.label !== probability().label,
    settings: { masks, cells, keep, seed },
    whyEmpty: "the output is 0 under every mask",
  });
}

/**
 * Mask `k`: 0 to 1 for every pixel, `[H, W]`. The grid of cells is enlarged to one
 * cell more than the image, bilinearly between centers, and the image lies in it at
 * a random place.
 */
export function riseMask(
  [height, width]: readonly [height: number, width: number],
  cells: number,
  keep: number,
  seed: number,
  k: number,
): Float32Array {
  const random = new Random(seed, k, 0);
  const grid = Uint8Array.from(
    { length: cells * cells },
    () => random.chance(keep) ? 1 : 0,
  );
  const [rows, columns] = [height, width].map((side) => {
    const cell = Math.ceil(side / cells);
    return axis(side, cells, cell, random.integer(cell));
  }) as [readonly Place[], readonly Place[]];
  const mask = new Float32Array(height * width);
  rows.forEach(({ at, next, weight }, y) => {
    columns.forEach((column, x) => {
      const mix = (row: number) =>
        grid[row * cells + column.at]! * (1 - column.weight) +
        grid[row * cells + column.next]! * column.weight;
      mask[y * width + x] = mix(at) * (1 - weight) + mix(next) * weight;
    });
  });
  return mask;
}

/** Between which cells a pixel lies, and how near to the second. */
interface Place {
  readonly at: number;
  readonly next: number;
  readonly weight: number;
}

/** The places of the pixels along one side. */
function axis(
  side: number,
  cells: number,
  cell: number,
  shift: number,
): readonly Place[] {
  const zoom = cells / ((cells + 1) * cell);
  const last = cells - 1;
  return Array.from({ length: side }, (_, pixel) => {
    const place = (pixel + shift + 0.5) * zoom - 0.5;
    const at = Math.floor(place);
    return {
      at: Math.min(Math.max(at, 0), last),
      next: Math.min(Math.max(at + 1, 0), last),
      weight: place - at,
    };
  });
}
