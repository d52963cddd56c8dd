import { type ImageInput, type Images, toImages } from "../../image/mod.ts";
import {
  asModel,
  type Model,
  type ModelInput,
  withWeights,
} from "../../model/mod.ts";
import {
  contestants,
  type EvaluationOptions,
  predictedClasses,
  runningOptions,
} from "../comparison/mod.ts";
import { RANDOMIZATION_LIMITS } from "../figures/limits.ts";
import {
  keptExamples,
  type PairOptions,
  PairScores,
  scorePairs,
} from "../pairs/mod.ts";
import {
  type RandomizationOptions,
  randomizationSettings,
} from "../randomization/mod.ts";
import { redrawLayers, WeightSnapshot } from "../weights/mod.ts";
import { histogramEntropy } from "./histogram_entropy.ts";

/** The options of {@linkcode efficientMprt}. */
export interface EfficientMprtOptions
  extends
    EvaluationOptions,
    PairOptions,
    Pick<RandomizationOptions, "draw" | "batchNormStatistics" | "seed"> {
  /**
   * Bins of the histograms.
   *
   * @default {100}
   */
  readonly bins?: number;
}

const MEASURE = "relative rise of the entropy";

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
 * the Model Parameter Randomisation Test", 2023.
 *
 * @param model A loaded model or a `tf.LayersModel`; as before when this ends.
 * @param images A batch.
 * @param options The methods, and how weights are re-drawn.
 * @returns A number for every method and image.
 * @throws {RangeError} If an option is not valid.
 *
 * @example
 * ```ts
 * import { efficientMprt, inputGradient, loadModel, renderShapes } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { rgb } = renderShapes({ seed: 1, count: 2 });
 * const scores = await efficientMprt(
 *   model,
 *   { data: rgb, shape: [2, 64, 64, 3] },
 *   { methods: { Gradient: inputGradient }, seed: 1 },
 * );
 * assertEquals(scores.interval("Sobel edges").mean, 0);
 * ```
 */
export async function efficientMprt(
  model: ModelInput,
  images: ImageInput,
  options: EfficientMprtOptions,
): Promise<PairScores> {
  const { bins = 100 } = options;
  if (!Number.isInteger(bins) || bins < 2) {
    throw new RangeError(
      `Cannot take the entropy of maps as bins must be an integer of 2 or more: current value is ${bins}`,
    );
  }
  const loaded = asModel(model);
  const batch = await toImages(images, loaded);
  const { signal } = options;
  const action = `randomize the weights of "${loaded.name}"`;
  return await withWeights(
    [loaded],
    "change",
    { action, signal },
    ({ models: [own], outside }) =>
      scoreHeld(own, batch, {
        ...options,
        ...(options.onProgress && { onProgress: outside(options.onProgress) }),
      }, bins),
  );
}

async function scoreHeld(
  loaded: Model,
  batch: Images,
  options: EfficientMprtOptions,
  bins: number,
): Promise<PairScores> {
  const { draw, batchNormStatistics, seed } = randomizationSettings(
    options,
    batch.shape[0],
  );
  const settings = { draw, batchNormStatistics, seed };
  const running = runningOptions(options);
  const target = await predictedClasses(loaded, batch, running);
  const layers = loaded.weightLayers;
  const entrants = contestants(options, loaded);
  const examples = keptExamples(options, batch.shape[0]);
  using _snapshot = new WeightSnapshot(layers);
  let redrawn = false;
  const methods = await scorePairs({
    label: "eMPRT",
    images: batch,
    contestants: entrants,
    examples,
    first: ({ method }) => method(loaded, batch, { target, ...running }),
    // All first maps are done before the second ones begin.
    second: async ({ method }) => {
      if (!redrawn) await redrawLayers(layers, settings);
      redrawn = true;
      return await method(loaded, batch, { target, ...running });
    },
    score: ([before, after]) => ({
      [MEASURE]: Array.from(
        { length: batch.shape[0] },
        (_, i) =>
          relativeRise(
            histogramEntropy(before.at(i), bins),
            histogramEntropy(after.at(i), bins),
          ),
      ),
    }),
  }, options);
  return new PairScores({
    title: "eMPRT",
    pair: ["original", "all re-drawn"],
    model: loaded,
    images: batch,
    methods,
    measures: [MEASURE],
    settings: { ...settings, bins, target: "original" },
    examples,
    limits: RANDOMIZATION_LIMITS,
  });
}

function relativeRise(before: number, after: number): number {
  if (before === 0) return after === 0 ? 0 : 1;
  return (after - before) / before;
}
