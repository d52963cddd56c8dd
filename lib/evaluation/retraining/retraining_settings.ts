import { join } from "node:path";
import type { FillName } from "../perturbation/fill.ts";
import type { RetrainingOptions } from "./retraining_options.ts";

/** The options that decide the numbers, with their defaults. */
export interface RetrainingSettings {
  readonly fractions: readonly number[];
  readonly fill: Exclude<FillName, "zeroNormalized">;
  readonly target: "predicted" | "label";
  readonly runs: number;
  readonly seed: number;
  /** Where maps are kept. */
  readonly mapFolder: string | undefined;
}

/**
 * The options with their defaults, checked.
 *
 * @throws {RangeError} If one is not valid.
 */
export function retrainingSettings(
  options: RetrainingOptions,
): RetrainingSettings {
  const {
    fractions = [0.1, 0.3, 0.5, 0.7, 0.9],
    fill = "mean",
    target = "predicted",
    runs = 3,
    seed = 0,
    folder,
    mapFolder = folder === undefined ? undefined : join(folder, "maps"),
  } = options;
  require(
    "fractions",
    fractions.length > 0 && new Set(fractions).size === fractions.length &&
      fractions.every((fraction) => fraction > 0 && fraction <= 1),
    "one or more different numbers in (0, 1]",
    fractions,
  );
  require(
    "fill",
    ["black", "mean", "blur", "road"].includes(fill),
    "one of black, mean, blur, road",
    fill,
  );
  require(
    "target",
    ["predicted", "label"].includes(target),
    "one of predicted, label",
    target,
  );
  require(
    "runs",
    Number.isInteger(runs) && runs > 0,
    "a positive integer",
    runs,
  );
  require("seed", Number.isSafeInteger(seed), "an integer", seed);
  return {
    fractions: fractions.toSorted((a, b) => a - b),
    fill,
    target,
    runs,
    seed,
    mapFolder,
  };
}

function require(
  name: string,
  valid: boolean,
  requirement: string,
  value: unknown,
): void {
  if (valid) return;
  throw new RangeError(
    `Cannot retrain as ${name} must be ${requirement}: current value is ${
      JSON.stringify(value)
    }`,
  );
}
