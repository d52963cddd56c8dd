import * as tf from "@tensorflow/tfjs";
import { absolute, type SaliencyMap } from "../aggregation/mod.ts";
import { type ImageInput, type Images, toImages } from "../image/mod.ts";
import { asModel, type ModelInput } from "../model/mod.ts";
import {
  checkedLater,
  checkOptions,
  integer,
  type OptionRequirements,
  positiveInteger,
} from "../options/mod.ts";
import {
  type Chunk,
  greatestClass,
  type PassResult,
  tidied,
} from "../propagation/mod.ts";
import { Random } from "../random/mod.ts";
import { attributionMap } from "./attribution_map.ts";
import { gradientBy } from "./gradient_by.ts";
import {
  INPUT_GRADIENT_OPTIONS,
  type InputGradientOptions,
} from "./input_gradient.ts";

/** The options of {@linkcode expectedGradients}. */
export interface ExpectedGradientsOptions extends InputGradientOptions {
  /** The images that baselines are drawn from, such as some of the training set. */
  readonly references: ImageInput;
  /**
   * How many gradients are averaged, each at a baseline and a place of its own.
   *
   * @default {64}
   */
  readonly samples?: number;
  /**
   * Seed of the baselines and the places.
   *
   * @default {0}
   */
  readonly seed?: number;
}

const OPTIONS: OptionRequirements<ExpectedGradientsOptions> = {
  ...INPUT_GRADIENT_OPTIONS,
  references: checkedLater,
  samples: positiveInteger,
  seed: integer,
};

/**
 * The Expected Gradients of every pixel: Integrated Gradients, averaged over
 * baselines out of a set of images, `E[(x − x') ⊙ ∇f(x' + α (x − x'))]` over x' and
 * over α uniform in 0…1, summed over channels as a magnitude.
 *
 * In the mean, attributions add up to f(x) less the mean of f over the set; a few
 * samples are as far from it as they are few.
 *
 * Source: Erion et al., "Improving Performance of Deep Learning Models with Axiomatic
 * Attribution Priors and Expected Gradients", 2021, arXiv 1906.10670, equation 3.
 * Known limit: what is found depends on the set.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images One image or a batch: paths, URLs, pixels or values.
 * @param options The set, what is explained, and how channels become a map.
 * @returns A map `[N, H, W]`; `attributions` has every channel.
 * @throws {TypeError} If there is no set, its images have not the image's size, or
 * an option does not exist or has another type.
 * @throws {RangeError} If the target does not exist, or an option is not valid.
 *
 * @example
 * ```ts
 * import { expectedGradients, loadModel, renderShapes } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { rgb } = renderShapes({ seed: 1, count: 8 });
 * const map = await expectedGradients(model, "data/images/boat.png", {
 *   references: { data: rgb, shape: [8, 64, 64, 3] },
 *   samples: 16,
 * });
 * assertEquals(map.settings.references, 8);
 * ```
 */
export async function expectedGradients(
  model: ModelInput,
  images: ImageInput,
  options: ExpectedGradientsOptions,
): Promise<SaliencyMap> {
  checkOptions("run expectedGradients", options, OPTIONS);
  const { references, samples = 64, seed = 0 } = options;
  if (references === undefined) {
    throw new TypeError(
      "Cannot run expectedGradients as there must be images to draw baselines from: references is missing",
    );
  }
  const loaded = asModel(model);
  const { signal } = options;
  const [set, batch] = [
    await toImages(references, loaded, { signal }),
    await toImages(images, loaded, { signal }),
  ];
  checkSizes(set, batch);
  return await attributionMap(loaded, batch, options, {
    method: "Expected Gradients",
    magnitude: options.magnitude ?? absolute,
    settings: { references: set.shape[0], samples, seed },
    passes: samples,
    attribute: function* (chunk) {
      const own = ofImages(chunk);
      const chosen = chunk.classes.chosen ??
        greatestClass(own.logits, chunk.graph.head);
      const fixed: Chunk = { ...chunk, classes: { ...chunk.classes, chosen } };
      let sum: tf.Tensor = tf.zerosLike(chunk.image);
      for (let k = 0; k < samples; k++) {
        const { start, share } = drawn(set, chunk, seed, k);
        const way = tf.sub(chunk.image, start);
        const image = tf.add(start, tf.mul(share, way)) as tf.Tensor4D;
        const { gradient } = gradientBy({ ...fixed, image });
        sum = tf.add(sum, tf.mul(way, gradient));
        if (k < samples - 1) yield [own, chosen, sum];
      }
      return {
        ...own,
        attributions: tf.div(sum, samples),
        tensors: {},
      };
    },
    whyEmpty: "the gradient is 0 at all places that were drawn",
  });
}

/** What a pass says of the images themselves, without the gradient. */
function ofImages(chunk: Chunk): Required<PassResult> {
  return tidied(() => {
    const { logits, value, ties = [] } = gradientBy(chunk);
    return { logits, value, ties };
  });
}

function checkSizes(set: Images, batch: Images): void {
  const [own, size] = [set, batch].map(({ shape: [, ...size] }) => `${size}`);
  if (own === size) return;
  throw new TypeError(
    `Cannot draw baselines as references must have the image's size, ${size}: current size is ${own}`,
  );
}

/** A baseline and a place on the way for every image of a chunk. */
function drawn(
  set: Images,
  { image, start }: Chunk,
  seed: number,
  k: number,
): { readonly start: tf.Tensor; readonly share: tf.Tensor } {
  const [count, ...size] = image.shape;
  const length = image.size / count;
  const values = new Float32Array(image.size);
  const shares = Float32Array.from({ length: count }, (_, i) => {
    const random = new Random(seed, start + i, k);
    const chosen = random.integer(set.shape[0]);
    values.set(
      set.values.subarray(chosen * length, (chosen + 1) * length),
      i * length,
    );
    return random.between(0, 1);
  });
  return {
    start: tf.tensor4d(values, [count, ...size]),
    share: tf.tensor4d(shares, [count, 1, 1, 1]),
  };
}
