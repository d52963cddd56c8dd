import { SaliencyMap } from "../../aggregation/mod.ts";
import type { ImageInput } from "../../image/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import {
  checkOptions,
  integer,
  type OptionRequirements,
} from "../../options/mod.ts";
import {
  EXPLAIN_OPTIONS,
  type ExplainOptions,
  explainOutputs,
} from "../../propagation/mod.ts";
import { Random } from "../../random/mod.ts";

/** The options of {@linkcode randomMap}. */
export interface RandomMapOptions extends ExplainOptions {
  /**
   * Seed of the maps.
   *
   * @default {0}
   */
  readonly seed?: number;
}

/** What {@linkcode RandomMapOptions} must be. */
export const RANDOM_MAP_OPTIONS: OptionRequirements<RandomMapOptions> = {
  ...EXPLAIN_OPTIONS,
  seed: integer,
};

/**
 * Digits of the explained value that count: fewer than backends agree on, but for
 * a value that lies where it is rounded up or down.
 */
const DIGITS = 4;

/**
 * The random control: values uniform in 0…1 that say nothing about anything.
 *
 * They are drawn anew for every image and for every value that is explained, so
 * that another class or other weights have another map: its similarity to
 * itself after a randomization is chance. The same call gives the same map.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images One image or a batch: paths, URLs, pixels or values.
 * @param options What is explained, and the seed.
 * @returns A map `[N, H, W]`.
 * @throws {TypeError} If the images do not fit the model, or an option does not
 * exist or has another type.
 * @throws {RangeError} If the target does not exist, or the seed is no integer.
 *
 * @example
 * ```ts
 * import { loadModel, randomMap } from "fullgrad";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = new Float32Array(64 * 64 * 3);
 * const map = await randomMap(model, image, { target: 1, seed: 7 });
 * const again = await randomMap(model, image, { target: 1, seed: 7 });
 * const other = await randomMap(model, image, { target: 2, seed: 7 });
 * assertEquals(map.values, again.values);
 * assert(map.values[0] !== other.values[0]);
 * ```
 */
export async function randomMap(
  model: ModelInput,
  images: ImageInput,
  options: RandomMapOptions = {},
): Promise<SaliencyMap> {
  checkOptions("draw a random map", options, RANDOM_MAP_OPTIONS);
  const { seed = 0 } = options;
  const explained = await explainOutputs(model, images, options);
  const [count, height, width] = explained.images.shape;
  const size = height * width;
  const values = new Float32Array(count * size);
  explained.target.values.forEach((value, image) => {
    const random = new Random(seed, image, bitsOf(value));
    for (let i = 0; i < size; i++) {
      values[image * size + i] = random.between(0, 1);
    }
  });
  return new SaliencyMap({
    ...explained,
    method: "Random map",
    values,
    signed: false,
    settings: { seed },
  });
}

/** The bits of a number in float32, of which the last digits do not count. */
function bitsOf(value: number): number {
  const rounded = Float32Array.of(Number(value.toPrecision(DIGITS)));
  return new Int32Array(rounded.buffer)[0]!;
}
