import { type ImageInput, toImages } from "../../image/mod.ts";
import {
  asModel,
  classCount,
  type Model,
  type ModelInput,
} from "../../model/mod.ts";
import { integer, type OptionRequirements } from "../../options/mod.ts";
import { Random } from "../../random/mod.ts";
import {
  checkEvaluationOptions,
  checkSimilarities,
  COMPARISON_OPTIONS,
  type ComparisonOptions,
  predictedClasses,
  runningOptions,
} from "../comparison/mod.ts";
import { type Evaluation, limitsOf } from "../result/mod.ts";
import { holdModels, methodMaps } from "../run/mod.ts";
import { SIMILARITIES } from "../similarity/mod.ts";
import {
  PAIR_OPTIONS,
  type PairOptions,
  runPairs,
  similarityTest,
} from "./run_pairs.ts";

/** The options of {@linkcode randomLogit}. */
export interface RandomLogitOptions extends PairOptions, ComparisonOptions {
  /**
   * Seed of the other classes.
   *
   * @default {0}
   */
  readonly seed?: number;
}

/**
 * How alike the map for the predicted class and the map for another class,
 * drawn at random from all others, are.
 *
 * A method whose maps stay the same does not explain this output. Some likeness
 * is due: both classes look at the same object.
 *
 * Source: Sixt, Granz & Landgraf, "When Explanations Lie", ICML 2020. Known limits:
 * how much likeness is due is not known, so that no value is right; similarities have
 * limits of their own, in {@linkcode MEASURE_LIMITS}.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images A batch.
 * @param options The methods, and how maps are compared.
 * @returns The similarities, by method, measure and image.
 * @throws {TypeError} If an option does not exist or has another type.
 * @throws {RangeError} If the network has only one output, or an option is not
 * valid.
 *
 * @example
 * ```ts
 * import { loadModel, inputGradient, randomLogit, renderShapes } from "fullgrad";
 * import { assert } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { rgb } = renderShapes({ seed: 1, count: 2 });
 * const result = await randomLogit(
 *   model,
 *   { data: rgb, shape: [2, 64, 64, 3] },
 *   { methods: { Gradient: inputGradient } },
 * );
 * assert(result.interval("Sobel edges", "Spearman").mean > 0.999);
 * ```
 */
export async function randomLogit(
  model: ModelInput,
  images: ImageInput,
  options: RandomLogitOptions,
): Promise<Evaluation> {
  checkEvaluationOptions("explain another output", options, OPTIONS);
  const { similarities = SIMILARITIES, seed = 0 } = options;
  checkSimilarities(similarities);
  const loaded = asModel(model);
  const batch = await toImages(images, loaded, { signal: options.signal });
  const action = `explain another output of "${loaded.name}"`;
  return await holdModels([loaded], "read", action, options, async (
    [held],
    options,
  ) => {
    const running = runningOptions(options);
    const predicted = await predictedClasses(held, batch, running);
    const others = otherClasses(held, predicted, seed);
    const nameOf = (index: number) =>
      held.classNames?.[index] ?? `class ${index}`;
    return await runPairs(held, batch, options, {
      ...similarityTest(similarities, batch),
      experiment: "Random logit",
      call: "randomLogit",
      pair: ["predicted class", "other class"],
      captions: (i) => [nameOf(predicted[i]!), nameOf(others[i]!)],
      settings: { seed },
      seeds: [seed],
      limits: [
        "1 is a map that does not depend on the class. 0 is not the goal: both classes may look at the same object.",
        ...limitsOf(similarities),
      ],
      maps: async (method, cache) => {
        const mapsFor = (targets: readonly number[]) =>
          methodMaps(cache, method, { model: held, images: batch, targets });
        return [await mapsFor(predicted), await mapsFor(others)];
      },
    });
  });
}

const OPTIONS: OptionRequirements<RandomLogitOptions> = {
  ...PAIR_OPTIONS,
  ...COMPARISON_OPTIONS,
  seed: integer,
};

/** For every image one of the classes that are not predicted, each as likely. */
function otherClasses(
  { graph, name }: Model,
  predicted: readonly number[],
  seed: number,
): readonly number[] {
  const count = classCount(graph);
  if (count < 2) {
    throw new RangeError(
      `Cannot explain another output as "${name}" must have at least two: current number is ${count}`,
    );
  }
  return predicted.map((index, i) => {
    const other = new Random(seed, i, 0).integer(count - 1);
    return other < index ? other : other + 1;
  });
}
