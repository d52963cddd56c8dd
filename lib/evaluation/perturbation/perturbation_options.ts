import type { AttributionMethod } from "../../methods/mod.ts";
import type { ClassChoice } from "../../propagation/mod.ts";
import type { EvaluationOptions } from "../comparison/mod.ts";
import type { Shard } from "../units/mod.ts";
import type { OutputKind } from "./perturbed_outputs.ts";

/** The options of everything that removes pixels by their saliency. */
export interface PerturbationOptions extends EvaluationOptions {
  /**
   * Methods that cannot explain, to tell what a number means: dashed lines.
   *
   * @default a random order, Sobel edges and the class-agnostic map
   */
  readonly controls?: Readonly<Record<string, AttributionMethod>>;
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
   * How many random orders of equal values, and draws of noise, are averaged.
   *
   * @default {3}
   */
  readonly repeats?: number;
  /**
   * Seed of ties and noise.
   *
   * @default {0}
   */
  readonly seed?: number;
  /**
   * How many images make a unit of work, together with a method.
   *
   * @default {100}
   */
  readonly blockSize?: number;
  /**
   * A folder for finished units, so that a run that was stopped goes on where
   * it was.
   *
   * @default none
   */
  readonly folder?: string;
  /**
   * Which part of the units is computed here.
   *
   * @default all
   */
  readonly shard?: Shard;
}

/** The options with their defaults. */
export interface PerturbationSettings {
  readonly output: OutputKind;
  readonly repeats: number;
  readonly seed: number;
  readonly blockSize: number;
}

/**
 * The options with their defaults, checked.
 *
 * @throws {RangeError} If one is not valid.
 */
export function perturbationSettings(
  options: PerturbationOptions,
): PerturbationSettings {
  const { output = "logit", repeats = 3, seed = 0, blockSize = 100 } = options;
  if (output !== "logit" && output !== "probability") {
    throw new RangeError(
      `Cannot watch an output as output must be logit or probability: current value is ${
        JSON.stringify(output)
      }`,
    );
  }
  checkInteger("repeats", repeats, 1);
  checkInteger("blockSize", blockSize, 1);
  checkInteger("seed", seed, -Infinity);
  return { output, repeats, seed, blockSize };
}

function checkInteger(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  const kind = least === 1 ? "a positive integer" : "an integer";
  throw new RangeError(
    `Cannot remove pixels as ${name} must be ${kind}: current value is ${value}`,
  );
}
