import type { ModelInput } from "../../model/mod.ts";
import { number, type OptionRequirements } from "../../options/mod.ts";
import { checkEvaluationOptions } from "../comparison/mod.ts";
import type { Evaluation } from "../result/mod.ts";
import { compositePairs } from "./composite_pairs.ts";
import type { CompositeSet } from "./composite_set.ts";
import { PAIR_OPTIONS, type PairOptions } from "./run_pairs.ts";

/** The options of {@linkcode nullPlayer}. */
export interface NullPlayerOptions extends PairOptions {
  /**
   * What a greater ratio counts as, so that one map with nothing in its own
   * region does not decide the mean.
   *
   * @default {10}
   */
  readonly cap?: number;
}

/**
 * How much the maps for the class of one object have where the other object
 * is, which plays no part in it:
 *
 * `[Σ_B H1 + Σ_A H2] / [Σ_A H1 + Σ_B H2]`
 *
 * H1 and H2 are |map| for the class of object A and of object B, and the sums
 * go over their regions. 0 is maps that keep to their own object, 1 is no
 * preference: lower is better. Two maps that are zero in both regions, 0/0,
 * count as 1.
 *
 * Source: Khakzar, Khorsandi, Nobahari & Navab, "Do Explanations Explain? Model Knows
 * Best", CVPR 2022. Known limits: the network may well use the other object, as
 * evidence against the class of the first; a map that is blurred spills into the
 * other region.
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
 * import { gradCam, loadModel, nullPlayer } from "fullgrad";
 * import { compositeSet } from "fullgrad/evaluation";
 * import { assert } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const composites = compositeSet({ seed: 1, count: 2 });
 * const result = await nullPlayer(model, composites, { methods: { gradCam } });
 * const control = result.interval("Class-agnostic map").mean;
 * assert(Math.abs(control - 1) < 1e-6);
 * ```
 */
export async function nullPlayer(
  model: ModelInput,
  composites: CompositeSet,
  options: NullPlayerOptions,
): Promise<Evaluation> {
  checkEvaluationOptions("compare regions", options, OPTIONS);
  const { cap = 10 } = options;
  return await compositePairs(model, composites, options, {
    experiment: "Null player",
    call: "nullPlayer",
    measure: "Σ |map| of the other object over its own",
    normalizes: false,
    settings: { cap },
    score: ({ own, other }) => {
      const [relevant, irrelevant] = [own[0] + own[1], other[0] + other[1]];
      if (relevant === 0) return irrelevant === 0 ? 1 : cap;
      return Math.min(cap, irrelevant / relevant);
    },
  });
}

const OPTIONS: OptionRequirements<NullPlayerOptions> = {
  ...PAIR_OPTIONS,
  cap: number("a number of 1 or more", (cap) => cap >= 1 && cap < Infinity),
};
