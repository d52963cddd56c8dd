import { type ImageInput, toImages } from "../../image/mod.ts";
import { asModel, type ModelInput } from "../../model/mod.ts";
import {
  checkedLater,
  nonNegative,
  nonNegativeInteger,
  type OptionRequirements,
} from "../../options/mod.ts";
import type { TargetInput } from "../../propagation/mod.ts";
import {
  checkEvaluationOptions,
  eachMap,
  EVALUATION_OPTIONS,
  type EvaluationOptions,
  type MapMeasure,
  scoreMaps,
} from "../comparison/mod.ts";
import { type Evaluation, limitsOf, measure } from "../result/mod.ts";
import { RUN_OPTIONS, type RunOptions } from "../run/mod.ts";
import {
  attributionEntropy,
  effectiveComplexity,
  sparseness,
} from "./measures.ts";

/** The options of {@linkcode complexity}. */
export interface ComplexityOptions extends EvaluationOptions, RunOptions {
  /**
   * What is explained.
   *
   * @default {logit()}, the logit of the class with the greatest one
   */
  readonly target?: TargetInput;
  /**
   * The part of a map's greatest absolute value up to which a pixel is
   * negligible.
   *
   * @default {1e-5}
   */
  readonly epsilon?: number;
  /**
   * Of how many images, the first ones, the maps are kept for `mapsFigure()`.
   *
   * @default {0}
   */
  readonly examples?: number;
}

/**
 * How much of a map there is to read: sparseness, complexity (the entropy of its
 * absolute values) and effective complexity (the number of those that are not
 * negligible).
 *
 * Known limits: nothing here asks the network. A single pixel drawn at random has
 * the best score of all, a blurred map a worse one than the map itself; see the
 * controls, and a measure of faithfulness beside it. Where maps are made of few
 * different things, as upsampled class activation maps, the scores are those of
 * the resolution. Effective complexity at the default ε counts zeros apart from
 * all else, and maps without exact zeros have all of their pixels.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images A batch.
 * @param options The methods, what is explained, and which pixels count.
 * @returns The numbers, by method, measure and image.
 * @throws {RangeError} If an option is not valid, or a map is not finite.
 * @throws {TypeError} If an option does not exist or has another type.
 *
 * @example
 * ```ts
 * import { inputGradient, loadModel, renderShapes } from "fullgrad";
 * import { complexity } from "fullgrad/evaluation";
 * import { assert } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { rgb } = renderShapes({ seed: 1, count: 1 });
 * const result = await complexity(
 *   model,
 *   { data: rgb, shape: [1, 64, 64, 3] },
 *   { methods: { Gradient: inputGradient } },
 * );
 * const sparseness = (name: string) => result.interval(name, "sparseness").mean;
 * assert(sparseness("Gradient") > sparseness("Random map"));
 * ```
 */
export async function complexity(
  model: ModelInput,
  images: ImageInput,
  options: ComplexityOptions,
): Promise<Evaluation> {
  checkEvaluationOptions("measure the complexity of maps", options, OPTIONS);
  const { epsilon = 1e-5, signal } = options;
  const loaded = asModel(model);
  const batch = await toImages(images, loaded, { signal });
  const measures = measuresWith(epsilon);
  return await scoreMaps(loaded, batch, options, {
    experiment: "Complexity of maps",
    call: "complexity",
    action: "measure complexity",
    ...eachMap(measures),
    settings: { epsilon },
    limits: limitsOf(measures),
  });
}

function measuresWith(epsilon: number): readonly MapMeasure[] {
  return [{
    ...measure("sparseness"),
    of: sparseness,
  }, {
    ...measure("complexity"),
    of: attributionEntropy,
  }, {
    ...measure("effective complexity"),
    of: (map) => effectiveComplexity(map, epsilon),
  }];
}

const OPTIONS: OptionRequirements<ComplexityOptions> = {
  ...EVALUATION_OPTIONS,
  ...RUN_OPTIONS,
  target: checkedLater,
  epsilon: nonNegative,
  examples: nonNegativeInteger,
};
