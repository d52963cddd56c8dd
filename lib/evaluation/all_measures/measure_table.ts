import type { ImageInput } from "../../image/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import type { ClassChoice } from "../../propagation/mod.ts";
import type { EvaluationOptions } from "../comparison/mod.ts";
import { complexity } from "../complexity/mod.ts";
import {
  faithfulness,
  infidelity,
  irof,
  sensitivityN,
} from "../faithfulness/mod.ts";
import { localization } from "../localization/mod.ts";
import { randomLogit } from "../pairs/mod.ts";
import { insertionDeletion, pixelPerturbation } from "../perturbation/mod.ts";
import type { Evaluation } from "../result/mod.ts";
import { consistency, continuity, robustness } from "../robustness/mod.ts";
import type { RunOptions } from "../run/mod.ts";

/** What {@linkcode compareMeasures} gives to every experiment. */
export interface MeasureOptions extends EvaluationOptions, RunOptions {
  /** The class that is explained, where one was chosen. */
  readonly target?: ClassChoice;
}

/** An experiment on methods and images, whose measures are compared. */
export type MeasureExperiment = (
  model: ModelInput,
  images: ImageInput,
  options: MeasureOptions,
) => Promise<Evaluation>;

/** What an experiment takes for every method and image, by its default options. */
export interface MeasureCost {
  /** Maps that the method makes. */
  readonly maps: number;
  /** Forward passes of images of which something is removed. */
  readonly outputs: number;
}

/** The names of {@linkcode MEASURES}. */
export type MeasureName =
  | "pixelPerturbation"
  | "insertionDeletion"
  | "sensitivityN"
  | "infidelity"
  | "faithfulness"
  | "irof"
  | "robustness"
  | "continuity"
  | "consistency"
  | "complexity"
  | "randomLogit";

/** An experiment of the package, and what it takes. */
export interface KnownMeasure {
  /** The experiment. */
  readonly run: MeasureExperiment;
  /** What it takes; sets of pixels that all methods share are counted for each. */
  readonly cost: MeasureCost;
}

type Measures = Readonly<Record<string, KnownMeasure | MeasureExperiment>>;

/**
 * The experiments that need a network and images alone, by name: what
 * {@linkcode compareMeasures} runs. One with other options is a function:
 * `(model, images, options) => pixelPerturbation(model, images, { ...options, fill: "mean" })`.
 *
 * @example
 * ```ts
 * import { MEASURES } from "fullgrad/evaluation";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(MEASURES.complexity.cost, { maps: 1, outputs: 0 });
 * ```
 */
export const MEASURES: { readonly [Name in MeasureName]: KnownMeasure } = {
  // Eight shares in two orders, in three random orders of what is equal; filled as
  // the others are, since black needs to know a network's preprocessing.
  pixelPerturbation: known(
    (model, images, options) =>
      pixelPerturbation(model, images, { ...options, fill: "zeroNormalized" }),
    { maps: 1, outputs: 48 },
  ),
  insertionDeletion: known(insertionDeletion, { maps: 1, outputs: 102 }),
  sensitivityN: known(sensitivityN, { maps: 1, outputs: 350 }),
  infidelity: known(infidelity, { maps: 1, outputs: 50 }),
  faithfulness: known(faithfulness, { maps: 1, outputs: 96 }),
  irof: known(irof, { maps: 1, outputs: 100 }),
  robustness: known(robustness, { maps: 11, outputs: 0 }),
  // Nine places of the image, not 28, which would be half of all the work.
  continuity: known(
    (model, images, options) =>
      continuity(model, images, { ...options, steps: 9 }),
    { maps: 10, outputs: 0 },
  ),
  consistency: known(consistency, { maps: 1, outputs: 0 }),
  complexity: known(complexity, { maps: 1, outputs: 0 }),
  randomLogit: known(
    // It chooses its classes itself.
    (model, images, { target: _, ...options }) =>
      randomLogit(model, images, options),
    { maps: 2, outputs: 0 },
  ),
};

function known(run: MeasureExperiment, cost: MeasureCost): KnownMeasure {
  return { run, cost };
}

/** The experiment that compares maps with masks of the objects. */
function localizationBy(masks: Uint8Array): KnownMeasure {
  return known(
    (model, images, options) => localization(model, { images, masks }, options),
    { maps: 1, outputs: 0 },
  );
}

/**
 * The experiments that are compared: those that were chosen, else all that need no
 * more than a network and images, and with masks the one that compares maps with
 * them.
 *
 * @throws {RangeError} If one that was chosen has its name.
 */
export function measuresOf(
  classes: number,
  { measures, masks }: {
    readonly measures?: Measures;
    readonly masks?: Uint8Array;
  },
): Measures {
  const { randomLogit, ...ofAnyClass } = MEASURES;
  const chosen = measures ?? {
    ...ofAnyClass,
    ...(classes > 1 && { randomLogit }),
  };
  if (masks === undefined) return chosen;
  if (Object.hasOwn(chosen, "localization")) {
    throw new RangeError(
      'Cannot compare measures as with masks "localization" is their experiment: current measures have one of that name',
    );
  }
  return { ...chosen, localization: localizationBy(masks) };
}
