import * as tf from "@tensorflow/tfjs";
import {
  aggregationOf,
  enteringTerms,
  implicitNotes,
  MapAccumulator,
  type MapTensors,
  neighborNotes,
  PRESET,
  type PresetName,
  PSI,
  type Psi,
  rescaleMap,
  SaliencyMap,
  whyTermsEmpty,
} from "../aggregation/mod.ts";
import {
  completenessOf,
  constantTerm,
  NO_MAPS,
  placementOfTerm,
  summarizeTerm,
  type SumTensors,
  termSum,
} from "../decomposition/mod.ts";
import { type ImageInput, toImages } from "../image/mod.ts";
import { asModel, type ModelInput } from "../model/mod.ts";
import { checkOptions, flag, type OptionRequirements } from "../options/mod.ts";
import {
  asTarget,
  type Chunk,
  EXPLAIN_OPTIONS,
  explainInChunks,
  type ExplainOptions,
  type Passes,
  RULE_OPTIONS,
  type RuleOptions,
} from "../propagation/mod.ts";
import { meanNotes, meanTerms } from "./mean_terms.ts";
import { passSettings } from "./pass_settings.ts";
import { NOISE_OPTIONS, type NoiseOptions, noiseSettings } from "./noise.ts";

/** The options of {@linkcode smoothFullGrad}. */
export interface SmoothFullGradOptions
  extends ExplainOptions, RuleOptions, NoiseOptions {
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
  /**
   * Whether the implicit terms, of functions such as relu6 and swish, of
   * normalizations and of products, enter the map. The implementations that
   * presets are named after have none; where there are some, a note says what
   * share they hold.
   *
   * @default {true}
   */
  readonly implicit?: boolean;
}

/** What the options of {@linkcode smoothFullGrad} must be. */
export const SMOOTH_FULL_GRAD_OPTIONS: OptionRequirements<
  SmoothFullGradOptions
> = {
  ...EXPLAIN_OPTIONS,
  ...RULE_OPTIONS,
  ...NOISE_OPTIONS,
  preset: PRESET,
  psi: PSI,
  implicit: flag,
};

/**
 * The Smooth FullGrad saliency of every pixel: FullGrad of the terms' means over
 * noisy copies of the image.
 *
 * Terms keep their signs until they are averaged (the `idiap` preset adds them
 * up, as the authors' code does, which ε makes different where terms are tiny), and the input term is summed
 * over channels before ψ, as in the authors' `smooth_fullgrad.py`. The class is
 * that of the clean image for every copy, and the noise is a share of each
 * image's own range, so that a result does not depend on its neighbors.
 *
 * `target.values` are those of the clean image, as with {@linkcode smoothGrad};
 * the terms add up to the mean output of the copies, which `completeness` has and,
 * where it is another, a note says.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images One image or a batch: paths, URLs, pixels or values.
 * @param options What is explained, the noise, and how terms become a map.
 * @returns A map `[N, H, W]`, with the terms' means and their completeness.
 * @throws {TypeError} If an option does not exist, has another type, or has no use
 * beside another one.
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
  const target = asTarget(options.target);
  const batch = await toImages(images, loaded, { signal: options.signal });
  const { psi, rescalesMap, sumsSamples } = aggregationOf(options);
  const enters = enteringTerms(options);
  const noise = noiseSettings(options);
  const pass = function* (
    chunk: Chunk,
  ): Passes<MapTensors & { readonly output: tf.Tensor }> {
    const { means, output, ...rest } = yield* meanTerms(
      chunk,
      batch.values,
      noise,
    );
    const [count, height, width] = chunk.image.shape;
    const maps = new MapAccumulator(psi, [height, width]);
    const factor = sumsSamples ? noise.samples : 1;
    // The input's term is the last to be shown, and the first in the map.
    const terms = [means.at(-1)!, ...means.slice(0, -1)].map(
      ({ site, spatial, grid, mean }): SumTensors => {
        const term = site.kind === "input" ? tf.sum(mean, 3, true) : mean;
        const scaled = constantTerm(
          tf.mul(term, factor),
          placementOfTerm({ spatial, grid }),
        );
        const summary = enters(site)
          ? maps.add(scaled)
          : summarizeTerm(scaled, NO_MAPS);
        const own = (
          { sum, absolute }: Pick<SumTensors, "sum" | "absolute">,
        ) => ({
          sum: tf.div(sum, factor),
          absolute: tf.div(absolute, factor),
        });
        const { placeless } = summary;
        return {
          site,
          spatial,
          ...own(summary),
          placeless: placeless && own(placeless),
        };
      },
    );
    const [input, ...others] = terms;
    const map = maps.map(count);
    return {
      ...rest,
      tensors: {
        output,
        map: rescalesMap ? rescaleMap(map) : map,
        terms: [input!, ...others.toReversed()],
      },
    };
  };
  const { arrays, explained } = await explainInChunks(
    loaded,
    batch,
    { ...options, target },
    pass,
    noise.samples,
  );
  const terms = arrays.terms.map(termSum);
  const outputs = [...arrays.output.values];
  return new SaliencyMap({
    ...explained,
    notes: [
      ...explained.notes,
      ...meanNotes(explained, outputs, noise),
      ...neighborNotes(psi, explained.images.names.length),
      ...implicitNotes(terms, options),
    ],
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
      ...(options.implicit === false && { implicit: false }),
      ...passSettings(options),
    },
    terms,
    completeness: completenessOf(outputs, terms),
    whyEmpty: whyTermsEmpty(terms, enters, psi),
  });
}
