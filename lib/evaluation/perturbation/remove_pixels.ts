import { SaliencyMap } from "../../aggregation/mod.ts";
import { type Images, toImages } from "../../image/mod.ts";
import {
  checkOptions,
  checkValue,
  integer,
  oneOf,
  type OptionRequirements,
  type Requirement,
  within,
} from "../../options/mod.ts";
import { Random } from "../../random/mod.ts";
import { type FillName, fillName, fillOf } from "./fill.ts";
import { fillContext } from "./fill_context.ts";
import { FILL_STREAM } from "./perturbed_outputs.ts";
import {
  type RemovalOrder,
  removalOrder,
  removedCount,
  removedSet,
} from "./removal_order.ts";

/** The options of {@linkcode removePixels}. */
export interface RemovePixelsOptions {
  /** The share of the pixels that is removed, 0…1. */
  readonly fraction: number;
  /**
   * Which pixels go first.
   *
   * @default {"least"}
   */
  readonly order?: RemovalOrder;
  /**
   * What takes their place. The mean is that of the map's images.
   *
   * @default {"black"}
   */
  readonly fill?: FillName;
  /**
   * Seed of ties and noise.
   *
   * @default {0}
   */
  readonly seed?: number;
}

/**
 * The images of a map with some pixels removed by it, as
 * {@linkcode pixelPerturbation} does: to look at what the network is shown.
 *
 * @param map The map of one or more images.
 * @param options How many pixels, which, and what takes their place.
 * @returns New images with pictures of their own.
 * @throws {RangeError} If an option is not valid.
 * @throws {TypeError} If the fill is `black` and the model has no preprocessing.
 *
 * @example
 * ```ts
 * import { fullGrad, loadModel, renderShapes } from "fullgrad";
 * import { removePixels } from "fullgrad/evaluation";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { rgb } = renderShapes({ seed: 1, count: 1 });
 * const map = await fullGrad(model, { data: rgb, shape: [1, 64, 64, 3] });
 * const black = await removePixels(map, { fraction: 1 });
 * assertEquals(Math.max(...black.rgb), 0);
 * ```
 */
export async function removePixels(
  map: SaliencyMap,
  options: RemovePixelsOptions,
): Promise<Images> {
  checkValue("remove pixels", "map", map, SALIENCY_MAP);
  checkOptions("remove pixels", options, OPTIONS);
  const { fraction, order = "least", fill = "black", seed = 0 } = options;
  if (fraction === undefined) {
    throw new TypeError(
      "Cannot remove pixels as fraction must be given: current value is undefined",
    );
  }
  const { model, images: { values, shape, names } } = map;
  const context = fillContext(model, map.images);
  const { of } = fillOf(fill);
  const size = values.length / shape[0];
  const changed = new Float32Array(values.length);
  for (let i = 0; i < shape[0]; i++) {
    const image = values.subarray(i * size, (i + 1) * size);
    const pixels = removalOrder(map.at(i), order, new Random(seed, i, 0));
    const removed = removedSet(pixels, removedCount(fraction, pixels.length));
    changed.set(
      of(image, context)(removed, new Random(seed, i, FILL_STREAM)),
      i * size,
    );
  }
  return { ...await toImages({ data: changed, shape }, model), names };
}

const SALIENCY_MAP: Requirement = {
  expected: "a saliency map, as fullGrad returns it",
  isType: (value) => value instanceof SaliencyMap,
};

const OPTIONS: OptionRequirements<RemovePixelsOptions> = {
  fraction: within(0, 1),
  order: oneOf(["least", "most"]),
  fill: fillName,
  seed: integer,
};
