import type { BatchNormStatistics, WeightDraw } from "../weights/mod.ts";
import type { RandomizationOptions } from "./randomization_options.ts";

/** Every option of a randomization that changes its numbers, as it was used. */
export interface RandomizationSettings {
  readonly draw: WeightDraw;
  readonly batchNormStatistics: BatchNormStatistics;
  readonly target: "original" | "recomputed";
  readonly seed: number;
  /** Of how many images the maps are kept. */
  readonly examples: number;
}

/**
 * The options with their defaults, checked.
 *
 * @param count Number of images.
 * @throws {RangeError} If an option is not one that there is.
 */
export function randomizationSettings(
  options: RandomizationOptions,
  count: number,
): RandomizationSettings {
  const {
    draw = "initializer",
    batchNormStatistics = "keep",
    target = "original",
    seed = 0,
    examples = 1,
  } = options;
  checkChoice("draw", draw, ["initializer", "normal", "permutation"]);
  checkChoice("batchNormStatistics", batchNormStatistics, ["keep", "reset"]);
  checkChoice("target", target, ["original", "recomputed"]);
  if (!Number.isInteger(seed)) {
    throw new RangeError(
      `Cannot randomize weights as seed must be an integer: current value is ${seed}`,
    );
  }
  if (!Number.isInteger(examples) || examples < 0) {
    throw new RangeError(
      `Cannot randomize weights as examples must be an integer of 0 or more: current value is ${examples}`,
    );
  }
  return {
    draw,
    batchNormStatistics,
    target,
    seed,
    examples: Math.min(examples, count),
  };
}

/** @throws {RangeError} If a value is not one of the choices. */
export function checkChoice(
  name: string,
  value: string,
  choices: readonly string[],
): void {
  if (choices.includes(value)) return;
  throw new RangeError(
    `Cannot randomize weights as ${name} must be one of ${
      choices.join(", ")
    }: current value is ${JSON.stringify(value)}`,
  );
}
