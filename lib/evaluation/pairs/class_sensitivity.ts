import type { ModelInput } from "../../model/mod.ts";
import { oneOf, type OptionRequirements } from "../../options/mod.ts";
import { checkEvaluationOptions } from "../comparison/mod.ts";
import type { Evaluation } from "../result/mod.ts";
import { compositePairs } from "./composite_pairs.ts";
import type { CompositeSet } from "./composite_set.ts";
import { PAIR_OPTIONS, type PairOptions } from "./run_pairs.ts";

/** The options of {@linkcode classSensitivity}. */
export interface ClassSensitivityOptions extends PairOptions {
  /**
   * What every map is divided by: nothing, or its Σ |map|, where only the form
   * of the maps should count and not which class has the greater numbers.
   *
   * @default {"none"}
   */
  readonly normalization?: "none" | "sum";
}

/**
 * How much the maps for the classes of two objects in one image have in common
 * where these objects are:
 *
 * `[Σ_A min(H1, H2) + Σ_B min(H1, H2)] / [Σ_A H1 + Σ_B H2]`
 *
 * H1 and H2 are |map| for the class of object A and of object B, and the sums
 * go over their regions. 0 is two maps with nothing in common, 1 a map that
 * does not depend on the class: lower is better. Two maps that are zero
 * everywhere, 0/0, count as 1.
 *
 * Source: Khakzar, Khorsandi, Nobahari & Navab, "Do Explanations Explain? Model Knows
 * Best", CVPR 2022. Known limits: coarse maps overlap more than fine ones, whatever
 * they explain; 0 is not the goal where both classes look at the same pixels.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param composites Images of two objects each, as {@linkcode compositeSet}
 * draws them.
 * @param options The methods.
 * @returns A number for every method and image; lower is better.
 * @throws {TypeError} If labels or regions do not fit the images, or an option
 * does not exist or has another type.
 * @throws {RangeError} If both labels of an image are one class, a region is empty,
 * or an option is not valid.
 *
 * @example
 * ```ts
 * import { classSensitivity, gradCam, loadModel } from "fullgrad";
 * import { compositeSet } from "fullgrad/evaluation";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const composites = compositeSet({ seed: 1, count: 2 });
 * const result = await classSensitivity(model, composites, { methods: { gradCam } });
 * assertEquals(result.interval("Class-agnostic map").mean, 1);
 * assert(result.interval("gradCam").mean < 1);
 * ```
 */
export async function classSensitivity(
  model: ModelInput,
  composites: CompositeSet,
  options: ClassSensitivityOptions,
): Promise<Evaluation> {
  checkEvaluationOptions("compare maps", options, OPTIONS);
  const { normalization = "none" } = options;
  return await compositePairs(model, composites, options, {
    experiment: "Class sensitivity",
    call: "classSensitivity",
    measure: "share that both maps have in common",
    normalizes: normalization === "sum",
    settings: { normalization },
    score: ({ own, common }) => {
      const total = own[0] + own[1];
      return total === 0 ? 1 : (common[0] + common[1]) / total;
    },
  });
}

const OPTIONS: OptionRequirements<ClassSensitivityOptions> = {
  ...PAIR_OPTIONS,
  normalization: oneOf(["none", "sum"]),
};
