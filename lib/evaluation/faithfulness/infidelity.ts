import type { ImageInput } from "../../image/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import { number, oneOf, type OptionRequirements } from "../../options/mod.ts";
import type { Random } from "../../random/mod.ts";
import { checkEvaluationOptions } from "../comparison/mod.ts";
import { type Evaluation, limitsOf, measure } from "../result/mod.ts";
import { compareSets, type SetEffects } from "./compare_sets.ts";
import {
  RANDOM_SETS_OPTIONS,
  type RandomSetsOptions,
} from "./removed_sets_options.ts";

/** The options of {@linkcode infidelity}. */
export interface InfidelityOptions extends RandomSetsOptions {
  /**
   * Side of the squares that are removed, as a part of the shorter side of the
   * image, in (0, 1].
   *
   * @default {0.25}
   */
  readonly side?: number;
  /**
   * Whether a map is first multiplied by the factor of 0 or more that fits best
   * (`best`), which methods without a unit need, or taken as it is (`none`),
   * which asks for attributions in units of the output.
   *
   * @default {"best"}
   */
  readonly scale?: "best" | "none";
}

/**
 * How wrong a map is about what removing a square of pixels S does to the
 * output, over random squares:
 * `Σ_S (β Σ_{p ∈ S} map_p − (f(x) − f(x_S)))² / Σ_S (f(x) − f(x_S))²`.
 *
 * 0 is a map whose sums are the changes of the output. With the best factor β of
 * each image, 1 is a map that says nothing of them; without it (β = 1) there is
 * no upper end, and no number where nothing that is removed changes an output
 * while the map says that something does.
 *
 * Source: Yeh et al., "On the (In)fidelity and Sensitivity of Explanations",
 * NeurIPS 2019, definition 2.1 with square removal, divided by the mean square
 * of the change so that images count alike. Known limits: smoother maps have
 * lower infidelity, whatever they say; see the controls.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images A batch.
 * @param options The methods; how many squares, of which size.
 * @returns A number for every method and image; lower is better.
 * @throws {RangeError} If an option is not valid.
 * @throws {TypeError} If an option does not exist or has another type.
 *
 * @example
 * ```ts
 * import { inputTimesGradient, loadModel, renderShapes } from "fullgrad";
 * import { infidelity } from "fullgrad/evaluation";
 * import { assert } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { rgb } = renderShapes({ seed: 1, count: 1 });
 * const result = await infidelity(
 *   model,
 *   { data: rgb, shape: [1, 64, 64, 3] },
 *   { methods: { "Input × gradient": inputTimesGradient }, samples: 8 },
 * );
 * const { mean } = result.interval("Input × gradient");
 * assert(mean >= 0 && mean <= 1);
 * ```
 */
export async function infidelity(
  model: ModelInput,
  images: ImageInput,
  options: InfidelityOptions,
): Promise<Evaluation> {
  checkEvaluationOptions("compare maps with changes", options, OPTIONS);
  const { side = 0.25, scale = "best", samples = 50 } = options;
  const infidelityMeasure = measure(
    "infidelity",
    scale === "best"
      ? {}
      : { meaning: "squared error over the squared change" },
  );
  return await compareSets(model, images, options, {
    experiment: "Infidelity",
    call: "infidelity",
    measures: [infidelityMeasure],
    settings: { side, scale },
    limits: limitsOf([infidelityMeasure]),
    count: samples,
    sets: ([height, width], random) => {
      const pixels = Math.max(1, Math.round(side * Math.min(height, width)));
      return Array.from(
        { length: samples },
        () => randomSquare([height, width], pixels, random),
      );
    },
    score: (effects) => [infidelityOf(effects, scale)],
    reason:
      "has an output that no removal changes, and a map that says one does",
  });
}

const OPTIONS: OptionRequirements<InfidelityOptions> = {
  ...RANDOM_SETS_OPTIONS,
  side: number("within (0, 1]", (side) => side > 0 && side <= 1),
  scale: oneOf(["best", "none"]),
};

/**
 * Of one image: the squared error of the sums, as a part of the squared drops;
 * `null` where all drops are 0 and the sums are not.
 */
export function infidelityOf(
  { drops, sums }: SetEffects,
  scale: "best" | "none",
): number | null {
  const all = dot(drops, drops);
  const power = dot(sums, sums);
  const best = power > 0 ? Math.max(0, dot(sums, drops) / power) : 0;
  const factor = scale === "best" ? best : 1;
  const error = sums.reduce(
    (total, sum, i) => total + (factor * sum - drops[i]!) ** 2,
    0,
  );
  if (all > 0) return error / all;
  return error === 0 ? 0 : null;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

/** The pixels of a square at a random place, wholly within the image. */
export function randomSquare(
  [height, width]: readonly [height: number, width: number],
  side: number,
  random: Random,
): Uint8Array {
  const set = new Uint8Array(height * width);
  const top = random.integer(height - side + 1);
  const left = random.integer(width - side + 1);
  for (let y = top; y < top + side; y++) {
    set.fill(1, y * width + left, y * width + left + side);
  }
  return set;
}
