import type { ImageInput } from "../../image/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import { type Axis, type Evaluation, limitsOf } from "../result/mod.ts";
import { settingsJson } from "../run/mod.ts";
import type { PerturbationOptions } from "./perturbation_options.ts";
import type { OutputKind } from "./perturbed_outputs.ts";
import { removalControls } from "./random_removal.ts";
import {
  measuresOf,
  type RemovalPlan,
  removeFromBlock,
} from "./removal_plan.ts";
import { runBlocks } from "./run_blocks.ts";

/** An experiment that removes pixels by their saliency. */
export interface RemovalExperiment {
  /** Words for titles. */
  readonly name: string;
  /** The function that users call. */
  readonly call: string;
  readonly plans: readonly RemovalPlan[];
  /** The points of the axis: the share that is removed, or inserted. */
  readonly fractions: readonly number[];
  /** What the points are for all plans. */
  readonly axis: string;
  readonly output: OutputKind;
  /** The options of the experiment alone, for texts. */
  readonly settings: Readonly<Record<string, string | number>>;
}

/**
 * Removes pixels by the saliency of every method, as every plan says, and
 * watches the output.
 */
export async function runRemovals(
  model: ModelInput,
  images: ImageInput,
  options: PerturbationOptions,
  { name, call, plans, fractions, axis, output, settings }: RemovalExperiment,
): Promise<Evaluation> {
  const { repeats = 3, seed = 0, blockSize = 100, mean, blurred } = options;
  const measures = measuresOf(plans, output);
  return await runBlocks(model, images, options, {
    experiment: name,
    call,
    axis: {
      name: "fraction",
      meaning: axis,
      values: fractions,
      scale: scaleOf(fractions),
      shares: true,
    },
    measures,
    repeats: { count: repeats, name: "order" },
    settings: {
      ...settings,
      output,
      repeats,
      seed,
      ...(mean && { mean: settingsJson(mean) }),
      ...(blurred && { blurred }),
    },
    identity: settingsJson(
      plans.map(({ name, order, fill, removed }) => [
        name,
        order,
        fill,
        removed,
      ]),
    ),
    limits: limitsOf(measures),
    output,
    seed,
    controls: removalControls,
    blockSize: () => blockSize,
    score: (block, maps) =>
      removeFromBlock(block, maps, plans, { repeats, seed }),
  });
}

/** Where the last share is at least so many times the first, the axis is logarithmic. */
const WIDE = 20;

/** The scale on which shares of pixels are spread best. */
export function scaleOf(fractions: readonly number[]): Axis["scale"] {
  return fractions.at(-1)! >= WIDE * fractions[0]! && fractions[0]! > 0
    ? "log"
    : "linear";
}
