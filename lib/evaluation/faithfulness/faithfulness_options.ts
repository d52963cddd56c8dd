import type { ClassChoice } from "../../propagation/mod.ts";
import type { EvaluationOptions } from "../comparison/mod.ts";
import { type FillName, fillOf } from "../perturbation/fill.ts";
import type { OutputKind } from "../perturbation/mod.ts";

/** The options of everything that removes random sets of pixels. */
export interface FaithfulnessOptions extends EvaluationOptions {
  /**
   * How many sets are drawn for every image.
   *
   * @default {50}
   */
  readonly samples?: number;
  /**
   * What takes the place of removed pixels. The mean is that of the images.
   *
   * @default {"zeroNormalized"}
   */
  readonly fill?: FillName;
  /**
   * Which number of the network is watched.
   *
   * @default {"logit"}
   */
  readonly output?: OutputKind;
  /**
   * The class that is explained and watched, one or one per image.
   *
   * @default the class with the greatest logit of the unchanged image
   */
  readonly target?: ClassChoice;
  /**
   * Seed of the sets.
   *
   * @default {0}
   */
  readonly seed?: number;
}

/** The options with their defaults. */
export interface FaithfulnessSettings {
  readonly samples: number;
  readonly fill: FillName;
  readonly output: OutputKind;
  readonly seed: number;
}

/**
 * The options with their defaults, checked.
 *
 * @throws {RangeError} If one is not valid.
 */
export function faithfulnessSettings(
  options: FaithfulnessOptions,
): FaithfulnessSettings {
  const { samples = 50, fill = "zeroNormalized", output = "logit", seed = 0 } =
    options;
  fillOf(fill);
  if (output !== "logit" && output !== "probability") {
    throw new RangeError(
      `Cannot watch an output as output must be logit or probability: current value is ${
        JSON.stringify(output)
      }`,
    );
  }
  if (!Number.isInteger(samples) || samples < 2) {
    throw new RangeError(
      `Cannot draw sets of pixels as samples must be an integer of 2 or more: current value is ${samples}`,
    );
  }
  if (!Number.isInteger(seed)) {
    throw new RangeError(
      `Cannot draw sets of pixels as seed must be an integer: current value is ${seed}`,
    );
  }
  return { samples, fill, output, seed };
}
