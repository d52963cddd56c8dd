import { ensureBackend } from "../backend/mod.ts";
import type { Dataset } from "../data/mod.ts";
import { asModel, holdWeights, type ModelInput } from "../model/mod.ts";
import { checkDataset } from "./check_dataset.ts";
import { checkNumber } from "./check_number.ts";
import { evaluateDataset } from "./evaluate_dataset.ts";

/** Options of {@linkcode evaluateAccuracy}. */
export interface EvaluateOptions {
  /**
   * How many images go through the network at once, 1 or more.
   *
   * @default {100}
   */
  readonly batchSize?: number;
  /** Stops the work between two batches. */
  readonly signal?: AbortSignal;
}

/**
 * Returns the share of a dataset's images that a network classifies rightly,
 * 0…1.
 *
 * @param model A loaded model or a `tf.LayersModel`. One with `preprocessing`
 * gets its pixels by it; another gets them as they are, 0…1.
 * @param dataset The images.
 * @param options How many at once, and a signal to stop.
 * @throws {TypeError} If images or classes do not fit the network.
 * @throws {RangeError} If there is no image, or an option is out of its range.
 *
 * @example
 * ```ts
 * import { evaluateAccuracy, loadModel, shapesDataset } from "fullgrad";
 * import { assert } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const images = shapesDataset({ seed: 7, size: 20 });
 * assert(await evaluateAccuracy(model, images) >= 0.9);
 * ```
 */
export async function evaluateAccuracy(
  model: ModelInput,
  dataset: Dataset,
  { batchSize = 100, signal }: EvaluateOptions = {},
): Promise<number> {
  checkNumber("batchSize", batchSize, "count", "classify");
  await ensureBackend();
  const network = asModel(model);
  checkDataset(network, dataset);
  const action = `measure the accuracy of "${network.name}"`;
  using _ = await holdWeights([network], "read", { action, signal });
  const { accuracy } = await evaluateDataset(network, dataset, {
    batchSize,
    signal,
  });
  return accuracy;
}
