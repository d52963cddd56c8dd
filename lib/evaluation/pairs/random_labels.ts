import { type ImageInput, toImages } from "../../image/mod.ts";
import { asModel, type ModelInput } from "../../model/mod.ts";
import {
  checkSimilarities,
  type ComparisonOptions,
  comparisonWith,
  contestants,
  predictedClasses,
  runningOptions,
} from "../comparison/mod.ts";
import { SIMILARITIES } from "../similarity/mod.ts";
import { RANDOMIZATION_LIMITS } from "../figures/limits.ts";
import { keptExamples, type PairOptions } from "./pair_options.ts";
import { PairScores } from "./pair_scores.ts";
import { scorePairs } from "./score_pairs.ts";

/** The options of {@linkcode randomLabels}. */
export interface RandomLabelsOptions extends ComparisonOptions, PairOptions {
  /**
   * A network of the same kind, trained on permuted labels until it knows them
   * by heart.
   */
  readonly permuted: ModelInput;
}

/**
 * How alike the maps of a network and of one that was trained on permuted
 * labels are, for the class that the first one predicts.
 *
 * The second has learned the images and nothing of what is in them: a method
 * whose maps stay the same does not explain what the first has learned.
 *
 * Source: Adebayo et al., "Sanity Checks for Saliency Maps", NeurIPS 2018,
 * section 3.2.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images A batch.
 * @param options The other network, the methods, and how maps are compared.
 * @returns The similarities, by method, measure and image.
 * @throws {RangeError} If the networks differ in the number of outputs, or an
 * option is not valid.
 *
 * @example
 * ```ts
 * import { inputGradient, loadModel, randomLabels, renderShapes } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { rgb } = renderShapes({ seed: 1, count: 1 });
 * // The network itself instead of one trained on permuted labels: all is equal.
 * const scores = await randomLabels(
 *   model,
 *   { data: rgb, shape: [1, 64, 64, 3] },
 *   { permuted: model, methods: { Gradient: inputGradient } },
 * );
 * assertEquals(scores.interval("Gradient", "Spearman").mean.toFixed(6), "1.000000");
 * ```
 */
export async function randomLabels(
  model: ModelInput,
  images: ImageInput,
  options: RandomLabelsOptions,
): Promise<PairScores> {
  const original = asModel(model);
  const permuted = asModel(options.permuted);
  const batch = await toImages(images, original);
  const { similarities = SIMILARITIES } = options;
  checkSimilarities(similarities);
  const [own, others] = [original, permuted].map(({ graph }) =>
    graph.nodes[graph.output]!.shape.at(-1)
  );
  if (own !== others) {
    throw new RangeError(
      `Cannot compare with "${permuted.name}" as it must have ${own} outputs: current number is ${others}`,
    );
  }
  const examples = keptExamples(options, batch.shape[0]);
  const running = runningOptions(options);
  const target = await predictedClasses(original, batch, running);
  const methods = await scorePairs({
    label: "Random labels",
    images: batch,
    contestants: contestants(options, original),
    examples,
    first: ({ method }) => method(original, batch, { target, ...running }),
    second: ({ method }) => method(permuted, batch, { target, ...running }),
    score: ([first, second]) => comparisonWith(first, similarities)(second),
  }, options);
  return new PairScores({
    title: "Random labels",
    pair: ["original", "permuted labels"],
    model: original,
    images: batch,
    methods,
    measures: similarities.map(({ name }) => name),
    settings: { permuted: permuted.name, target: "original" },
    examples,
    limits: RANDOMIZATION_LIMITS,
  });
}
