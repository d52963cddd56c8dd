import type { ImageInput } from "../../image/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import { type OptionRequirements, positiveInteger } from "../../options/mod.ts";
import { checkEvaluationOptions } from "../comparison/mod.ts";
import type { Evaluation } from "../result/mod.ts";
import { type FillName, fillName } from "./fill.ts";
import {
  PERTURBATION_OPTIONS,
  type PerturbationOptions,
} from "./perturbation_options.ts";
import type { OutputKind } from "./perturbed_outputs.ts";
import { runRemovals } from "./run_removals.ts";

/** The options of {@linkcode insertionDeletion}. */
export interface InsertionDeletionOptions extends PerturbationOptions {
  /**
   * How many steps lead from one end to the other.
   *
   * @default {16}
   */
  readonly steps?: number;
  /**
   * What takes the place of deleted pixels.
   *
   * @default {"zeroNormalized"}
   */
  readonly deletionFill?: FillName;
  /**
   * What pixels are inserted into; `riseBlur` is the blur of RISE's authors.
   *
   * @default {"blur"}
   */
  readonly insertionFill?: FillName;
  /**
   * Which number of the network is watched.
   *
   * @default {"probability"}
   */
  readonly output?: OutputKind;
}

/**
 * The output while the most salient pixels are deleted from the image, and
 * while they are inserted into a blurred one, by the share of pixels.
 *
 * A deletion curve that falls early (lower area) and an insertion curve that
 * rises early (higher area) speak for a map. Inserting the most salient share k
 * is removing the least salient share 1 − k: both use the same passes as
 * {@linkcode pixelPerturbation}.
 *
 * The authors' code inserts into an image blurred by a kernel of 11 × 11 pixels,
 * `insertionFill: "riseBlur"`, of 224 × 224; the default's blur is wider, σ 14 there.
 * It deletes to 0 after normalization, as the default does, and has no repeats: of
 * equal values it takes the last one first.
 *
 * Source: Petsiuk, Das & Saenko, "RISE: Randomized Input Sampling for
 * Explanation of Black-box Models", BMVC 2018. Known limits: deletion rewards
 * maps that are adversarial, whose few pixels destroy the output although they
 * are no evidence; insertion depends on what the blur leaves.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images A batch.
 * @param options The methods, the steps and the fills.
 * @returns The outputs, by method, test, share and image; beside them the changes
 * and drops. `interval()` is of the area under the curve, the score of the
 * paper. Last in a notebook cell it draws itself.
 * @throws {RangeError} If an option is not valid, or a map is not finite.
 * @throws {TypeError} If an option does not exist or has another type.
 *
 * @example
 * ```ts
 * import { gradCam, insertionDeletion, loadModel, renderShapes } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { rgb } = renderShapes({ seed: 1, count: 1 });
 * const curves = await insertionDeletion(
 *   model,
 *   { data: rgb, shape: [1, 64, 64, 3] },
 *   { methods: { GradCAM: gradCam }, controls: {}, steps: 2, repeats: 1 },
 * );
 * const whole = curves.values("GradCAM", "insertion")[2];
 * assertEquals(whole, curves.values("GradCAM", "deletion")[0]);
 * ```
 */
export async function insertionDeletion(
  model: ModelInput,
  images: ImageInput,
  options: InsertionDeletionOptions,
): Promise<Evaluation> {
  checkEvaluationOptions("delete and insert pixels", options, OPTIONS);
  const {
    steps = 16,
    deletionFill = "zeroNormalized",
    insertionFill = "blur",
    output = "probability",
  } = options;
  const fractions = Array.from({ length: steps + 1 }, (_, i) => i / steps);
  return await runRemovals(model, images, options, {
    name: "Insertion and deletion",
    call: "insertionDeletion",
    plans: [{
      name: "deletion",
      order: "most",
      fill: deletionFill,
      removed: fractions,
      axis: "pixels deleted, the most salient first",
      measure: "output",
    }, {
      name: "insertion",
      order: "least",
      fill: insertionFill,
      removed: fractions.map((_, i) => (steps - i) / steps),
      axis: "pixels inserted, the most salient first",
      measure: "output",
    }],
    fractions,
    axis: "share of the pixels, deleted or inserted",
    output,
    settings: { deletionFill, insertionFill },
  });
}

const OPTIONS: OptionRequirements<InsertionDeletionOptions> = {
  ...PERTURBATION_OPTIONS,
  steps: positiveInteger,
  deletionFill: fillName,
  insertionFill: fillName,
};
