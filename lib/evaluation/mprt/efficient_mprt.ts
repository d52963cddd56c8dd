import { type ImageInput, toImages } from "../../image/mod.ts";
import { asModel, type Model, type ModelInput } from "../../model/mod.ts";
import { number, type OptionRequirements } from "../../options/mod.ts";
import { checkEvaluationOptions, runningOptions } from "../comparison/mod.ts";
import { PAIR_OPTIONS, type PairOptions, runPairs } from "../pairs/mod.ts";
import {
  RANDOMIZATION_LIMITS,
  RandomizedMaps,
  REDRAW_OPTIONS,
  type RedrawOptions,
} from "../randomization/mod.ts";
import { type Evaluation, limitsOf, measure } from "../result/mod.ts";
import { holdModels } from "../run/mod.ts";
import { requireDraws, type WeightStep, zeroNotes } from "../weights/mod.ts";

/** The options of {@linkcode efficientMprt}. */
export interface EfficientMprtOptions extends PairOptions, RedrawOptions {
  /**
   * Bins of the histograms.
   *
   * @default {100}
   */
  readonly bins?: number;
}

/**
 * How much more complex maps become when the whole network is re-drawn: the
 * relative rise of the entropy of a map's histogram, `(E' − E) / E`, the eMPRT
 * score.
 *
 * A faithful map of a network that knows nothing is expected to be more complex
 * than before, so that higher is better. No second map is compared with the
 * first, hence no similarity measure to choose. Signs are kept. 0/0, two
 * constant maps, counts as 0; a constant map that becomes another counts as 1.
 *
 * Source: Hedström et al., "Sanity Checks Revisited: An Exploration to Repair
 * the Model Parameter Randomisation Test", 2023. Known limits: that a faithful map
 * becomes more complex is an assumption, and a map that is noise before has no entropy
 * left to gain; beside them those of {@linkcode cascadingRandomization}.
 *
 * @param model A loaded model or a `tf.LayersModel`; as before when this ends.
 * @param images A batch.
 * @param options The methods, and how weights are re-drawn.
 * @returns A number for every method and image.
 * @throws {TypeError} If an option does not exist or has another type.
 * @throws {RangeError} If an option is not valid.
 * @throws {Error} If a method of another job on the same network calls it.
 *
 * @example
 * ```ts
 * import { inputGradient, loadModel, renderShapes } from "fullgrad";
 * import { efficientMprt } from "fullgrad/evaluation";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { rgb } = renderShapes({ seed: 1, count: 2 });
 * const result = await efficientMprt(
 *   model,
 *   { data: rgb, shape: [2, 64, 64, 3] },
 *   { methods: { Gradient: inputGradient }, seed: 1 },
 * );
 * assertEquals(result.interval("Sobel edges").mean, 0);
 * ```
 */
export async function efficientMprt(
  model: ModelInput,
  images: ImageInput,
  options: EfficientMprtOptions,
): Promise<Evaluation> {
  checkEvaluationOptions("randomize weights", options, OPTIONS);
  const loaded = asModel(model);
  const action = `randomize the weights of "${loaded.name}"`;
  return await holdModels(
    [loaded],
    "change",
    action,
    options,
    ([held], options) => riseOfEntropy(held, images, options),
  );
}

const OPTIONS: OptionRequirements<EfficientMprtOptions> = {
  ...PAIR_OPTIONS,
  ...REDRAW_OPTIONS,
  bins: number(
    "an integer of 2 or more",
    (bins) => Number.isSafeInteger(bins) && bins >= 2,
  ),
};

const RISE = measure("relative rise of the entropy");

async function riseOfEntropy(
  model: Model,
  imageInput: ImageInput,
  options: EfficientMprtOptions,
): Promise<Evaluation> {
  const {
    draw = "initializer",
    batchNormStatistics = "keep",
    seed = 0,
    bins = 100,
  } = options;
  const images = await toImages(imageInput, model, { signal: options.signal });
  const redraw = { draw, batchNormStatistics, seed };
  const all: readonly WeightStep[] = [
    { name: "all", layers: model.weightLayers },
  ];
  requireDraws(model.weightLayers, redraw);
  const notes = await zeroNotes(model.weightLayers, redraw);
  using maps = new RandomizedMaps(
    model,
    images,
    { ...redraw, target: "original", similarities: [] },
    runningOptions(options),
  );
  return await runPairs(model, images, options, {
    experiment: "eMPRT",
    call: "efficientMprt",
    pair: ["original", "all re-drawn"],
    measures: [RISE],
    settings: { ...redraw, bins, target: "original" },
    identity: "eMPRT",
    seeds: [seed],
    limits: [...RANDOMIZATION_LIMITS, ...limitsOf([RISE])],
    notes,
    maps: async (method, cache) => [
      (await maps.reference(method, cache)).maps,
      await maps.redrawn(method, all),
    ],
    score: ([before, after]) => [
      before.map((map, i) =>
        relativeRise(
          histogramEntropy(map, bins),
          histogramEntropy(after[i]!, bins),
        )
      ),
    ],
  });
}

function relativeRise(before: number, after: number): number {
  if (before === 0) return after === 0 ? 0 : 1;
  return (after - before) / before;
}

/**
 * The entropy, in nats, of the histogram of a map's values as they are:
 * `−Σ p log p` over bins of equal width from the least to the greatest. 0 for a
 * constant map, at most log(bins). A factor on the map makes no difference.
 */
export function histogramEntropy(values: Float32Array, bins: number): number {
  const least = values.reduce((min, x) => Math.min(min, x), Infinity);
  const greatest = values.reduce((max, x) => Math.max(max, x), -Infinity);
  if (least === greatest) return 0;
  const counts = new Float64Array(bins);
  for (const value of values) {
    const part = (value - least) / (greatest - least);
    counts[Math.min(bins - 1, Math.floor(part * bins))]!++;
  }
  return counts.reduce((entropy, count) => {
    const p = count / values.length;
    return count === 0 ? entropy : entropy - p * Math.log(p);
  }, 0);
}
