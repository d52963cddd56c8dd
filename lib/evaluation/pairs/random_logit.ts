import { type ImageInput, toImages } from "../../image/mod.ts";
import { asModel, type Model, type ModelInput } from "../../model/mod.ts";
import { Random } from "../../random/mod.ts";
import {
  checkSimilarities,
  type ComparisonOptions,
  comparisonWith,
  contestants,
  predictedClasses,
  runningOptions,
} from "../comparison/mod.ts";
import { SIMILARITIES } from "../similarity/mod.ts";
import { keptExamples, type PairOptions } from "./pair_options.ts";
import { PairScores } from "./pair_scores.ts";
import { scorePairs } from "./score_pairs.ts";

/** The options of {@linkcode randomLogit}. */
export interface RandomLogitOptions extends ComparisonOptions, PairOptions {
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
 * Source: Sixt, Granz & Landgraf, "When Explanations Lie", ICML 2020.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images A batch.
 * @param options The methods, and how maps are compared.
 * @returns The similarities, by method, measure and image.
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
 * const scores = await randomLogit(
 *   model,
 *   { data: rgb, shape: [2, 64, 64, 3] },
 *   { methods: { Gradient: inputGradient } },
 * );
 * assert(scores.interval("Sobel edges", "Spearman").mean > 0.999);
 * ```
 */
export async function randomLogit(
  model: ModelInput,
  images: ImageInput,
  options: RandomLogitOptions,
): Promise<PairScores> {
  const loaded = asModel(model);
  const batch = await toImages(images, loaded);
  const { similarities = SIMILARITIES, seed = 0 } = options;
  checkSimilarities(similarities);
  const examples = keptExamples(options, batch.shape[0]);
  const running = runningOptions(options);
  const predicted = await predictedClasses(loaded, batch, running);
  const others = otherClasses(loaded, predicted, seed);
  const methods = await scorePairs({
    label: "Random logit",
    images: batch,
    contestants: contestants(options, loaded),
    examples,
    first: ({ method }) =>
      method(loaded, batch, { target: predicted, ...running }),
    second: ({ method }) =>
      method(loaded, batch, { target: others, ...running }),
    score: ([first, second]) => comparisonWith(first, similarities)(second),
  }, options);
  const nameOf = (index: number) =>
    loaded.classNames?.[index] ?? `class ${index}`;
  return new PairScores({
    title: "Random logit",
    pair: ["predicted class", "other class"],
    model: loaded,
    images: batch,
    captions: predicted.map((index, i) => [nameOf(index), nameOf(others[i]!)]),
    methods,
    measures: similarities.map(({ name }) => name),
    settings: { seed },
    examples,
    limits: [
      "1 is a map that does not depend on the class. 0 is not the goal: both classes may look at the same object.",
    ],
  });
}

/** For every image one of the classes that are not predicted, each as likely. */
function otherClasses(
  { graph, name }: Model,
  predicted: readonly number[],
  seed: number,
): readonly number[] {
  const count = graph.nodes[graph.output]!.shape.at(-1) ?? 0;
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
