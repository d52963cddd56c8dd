import * as tf from "@tensorflow/tfjs";
import {
  aggregationOf,
  MapAccumulator,
  PRESET,
  type PresetName,
  PSI,
  type Psi,
  rescaleMap,
  SaliencyMap,
} from "../aggregation/mod.ts";
import { constantTerm, decompose } from "../decomposition/mod.ts";
import { type ImageInput, toImages } from "../image/mod.ts";
import { asModel, type ModelInput } from "../model/mod.ts";
import { checkOptions, type OptionRequirements } from "../options/mod.ts";
import {
  type Chunk,
  type ChunkResult,
  EXPLAIN_OPTIONS,
  explainInChunks,
  type ExplainOptions,
  forward,
} from "../propagation/mod.ts";
import {
  NOISE_OPTIONS,
  noiseFor,
  type NoiseOptions,
  type NoiseSettings,
  noiseSettings,
} from "./noise.ts";

/** The options of {@linkcode smoothFullGrad}. */
export interface SmoothFullGradOptions extends ExplainOptions, NoiseOptions {
  /**
   * The published way to aggregate; every site is a map of its own.
   *
   * @default {"idiap"}
   */
  readonly preset?: PresetName;
  /**
   * The post-processing of every mean term, instead of the preset's.
   *
   * @default the preset's
   */
  readonly psi?: Psi;
}

/** What the options of {@linkcode smoothFullGrad} must be. */
export const SMOOTH_FULL_GRAD_OPTIONS: OptionRequirements<
  SmoothFullGradOptions
> = {
  ...EXPLAIN_OPTIONS,
  ...NOISE_OPTIONS,
  preset: PRESET,
  psi: PSI,
};

/**
 * The Smooth FullGrad saliency of every pixel: FullGrad of the terms' means over
 * noisy copies of the image.
 *
 * Terms keep their signs until they are averaged (the `idiap` preset adds them
 * up, as the authors' code does, which ε makes different where terms are tiny), and the input term is summed
 * over channels before ψ, as in the authors' `smooth_fullgrad.py`. The class is
 * that of the clean image for every copy, and the noise is a share of each
 * image's own range, so that a result does not depend on its neighbours.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images One image or a batch.
 * @param options What is explained, the noise, and how terms become a map.
 * @returns A map `[N, H, W]`; `target.values` are means over the noisy copies.
 * @throws {TypeError} If an option does not exist or has another type.
 * @throws {RangeError} If the number of samples or the noise are not valid.
 *
 * @example
 * ```ts
 * import { loadModel, smoothFullGrad } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = new Float32Array(64 * 64 * 3);
 * const map = await smoothFullGrad(model, image, { samples: 2, deviation: 0.1, seed: 1 });
 * assertEquals(map.settings.samples, 2);
 * ```
 */
export async function smoothFullGrad(
  model: ModelInput,
  images: ImageInput,
  options: SmoothFullGradOptions = {},
): Promise<SaliencyMap> {
  checkOptions("run smoothFullGrad", options, SMOOTH_FULL_GRAD_OPTIONS);
  const loaded = asModel(model);
  const batch = await toImages(images, loaded);
  const { psi, rescalesMap, sumsSamples } = aggregationOf(options);
  const noise = noiseSettings(options);
  const pass = (chunk: Chunk): ChunkResult<{ readonly map: tf.Tensor }> => {
    const { logits, value, terms, inputTerm } = meanTerms(
      chunk,
      batch.values,
      noise,
    );
    const [count, height, width] = chunk.image.shape;
    const maps = new MapAccumulator(psi, [height, width]);
    const factor = sumsSamples ? noise.samples : 1;
    const add = (term: tf.Tensor) =>
      maps.add(constantTerm(tf.mul(term, factor)));
    add(tf.sum(inputTerm, 3, true));
    terms.forEach(add);
    const map = maps.map(count);
    return {
      logits,
      value,
      tensors: { map: rescalesMap ? rescaleMap(map) : map },
    };
  };
  const { arrays, explained } = await explainInChunks(
    loaded,
    batch,
    options,
    pass,
  );
  return new SaliencyMap({
    ...explained,
    method: "Smooth FullGrad",
    values: arrays.map.values,
    signed: psi.magnitude.signed,
    settings: {
      preset: options.preset ?? "idiap",
      psi: psi.name,
      rescalesMap,
      sumsSamples,
      samples: noise.samples,
      ...(noise.deviation === undefined
        ? { noise: noise.noise }
        : { deviation: noise.deviation }),
      seed: noise.draws ? "draws given" : noise.seed,
    },
  });
}

/** The means over noisy inputs of the output and of every term of its decomposition. */
function meanTerms(
  chunk: Chunk,
  values: Float32Array,
  noise: NoiseSettings,
): {
  readonly logits: tf.Tensor;
  readonly value: tf.Tensor;
  readonly inputTerm: tf.Tensor;
  readonly terms: ReadonlyMap<string, tf.Tensor>;
} {
  const { graph, image, classes, start } = chunk;
  const logits = tf.tidy(() => forward(graph, image).output);
  const chosen = classes.chosen ?? tf.argMax(logits, -1) as tf.Tensor1D;
  const means = new Map<string, tf.Tensor>();
  const add = (name: string, sample: tf.Tensor) => {
    const before = means.get(name);
    means.set(
      name,
      tf.tidy(() => {
        const share = tf.div(sample, noise.samples);
        return before ? tf.add(before, share) : share;
      }),
    );
    before?.dispose();
    sample.dispose();
  };
  for (let sample = 0; sample < noise.samples; sample++) {
    const noisy = addNoise(image, values, start, sample, noise);
    tf.tidy(() => {
      const { value } = decompose(
        { ...chunk, image: noisy, classes: { ...classes, chosen } },
        ({ site, product }) => {
          if (site.kind === "target") return;
          add(site.kind === "input" ? "input" : `bias/${site.name}`, product());
        },
      );
      add("value", value);
      // What is returned outlives this tidy.
      return [...means.values()];
    });
    noisy.dispose();
  }
  const value = means.get("value")!;
  const inputTerm = means.get("input")!;
  means.delete("value");
  means.delete("input");
  return { logits, value, inputTerm, terms: means };
}

function addNoise(
  image: tf.Tensor4D,
  values: Float32Array,
  start: number,
  sample: number,
  settings: NoiseSettings,
): tf.Tensor4D {
  const count = image.shape[0];
  const size = image.size / count;
  const noise = new Float32Array(image.size);
  for (let i = 0; i < count; i++) {
    const own = values.subarray((start + i) * size, (start + i + 1) * size);
    noise.set(noiseFor(settings, own, start + i, sample), i * size);
  }
  return tf.tidy(() => tf.add(image, tf.tensor4d(noise, image.shape)));
}
