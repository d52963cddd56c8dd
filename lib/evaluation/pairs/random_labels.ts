import { type ImageInput, toImages } from "../../image/mod.ts";
import { asModel, type Model, type ModelInput } from "../../model/mod.ts";
import { checkedLater, type OptionRequirements } from "../../options/mod.ts";
import { sha256 } from "../../platform/mod.ts";
import {
  checkEvaluationOptions,
  checkSimilarities,
  COMPARISON_OPTIONS,
  type ComparisonOptions,
  predictedClasses,
  runningOptions,
} from "../comparison/mod.ts";
import { RANDOMIZATION_LIMITS } from "../randomization/mod.ts";
import { type Evaluation, limitsOf } from "../result/mod.ts";
import { holdModels, methodMaps, modelFingerprint } from "../run/mod.ts";
import { SIMILARITIES } from "../similarity/mod.ts";
import {
  PAIR_OPTIONS,
  type PairOptions,
  runPairs,
  similarityTest,
} from "./run_pairs.ts";

/** The options of {@linkcode randomLabels}. */
export interface RandomLabelsOptions extends PairOptions, ComparisonOptions {
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
 * section 3.2. The limits are those of {@linkcode cascadingRandomization}.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images A batch.
 * @param options The other network, the methods, and how maps are compared.
 * @returns The similarities, by method, measure and image.
 * @throws {TypeError} If the other network is missing, or an option does not exist
 * or has another type.
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
 * const result = await randomLabels(
 *   model,
 *   { data: rgb, shape: [1, 64, 64, 3] },
 *   { permuted: model, methods: { Gradient: inputGradient } },
 * );
 * assertEquals(result.interval("Gradient", "Spearman").mean.toFixed(6), "1.000000");
 * ```
 */
export async function randomLabels(
  model: ModelInput,
  images: ImageInput,
  options: RandomLabelsOptions,
): Promise<Evaluation> {
  checkEvaluationOptions("compare networks", options, OPTIONS);
  const { similarities = SIMILARITIES } = options;
  checkSimilarities(similarities);
  const models = [asModel(model), asModel(options.permuted)] as const;
  checkOutputs(...models);
  const batch = await toImages(images, models[0], { signal: options.signal });
  const action = `compare the maps of "${models[0].name}" and "${
    models[1].name
  }"`;
  return await holdModels(models, "read", action, options, async (
    [original, permuted],
    options,
  ) => {
    const running = runningOptions(options);
    const targets = await predictedClasses(original, batch, running);
    const other = await modelFingerprint(permuted);
    const { measures, identity, score } = similarityTest(similarities, batch);
    return await runPairs(original, batch, options, {
      experiment: "Random labels",
      call: "randomLabels",
      pair: ["original", "permuted labels"],
      measures,
      settings: { permuted: permuted.name, target: "original" },
      identity: identity && [identity, other],
      seeds: [],
      limits: [...RANDOMIZATION_LIMITS, ...limitsOf(similarities)],
      maps: async (method, cache) => {
        const key = method.key && await sha256(`${method.key} ${other}`);
        const batches = { images: batch, targets };
        return [
          await methodMaps(cache, method, { ...batches, model: original }),
          await methodMaps(cache, { ...method, key }, {
            ...batches,
            model: permuted,
          }),
        ];
      },
      score,
    });
  });
}

const OPTIONS: OptionRequirements<RandomLabelsOptions> = {
  ...PAIR_OPTIONS,
  ...COMPARISON_OPTIONS,
  permuted: checkedLater,
};

/** @throws {RangeError} If two networks differ in the number of outputs. */
function checkOutputs(original: Model, permuted: Model): void {
  const [own, others] = [original, permuted].map(({ graph }) =>
    graph.nodes[graph.output]!.shape.at(-1)
  );
  if (own === others) return;
  throw new RangeError(
    `Cannot compare with "${permuted.name}" as it must have ${own} outputs: current number is ${others}`,
  );
}
