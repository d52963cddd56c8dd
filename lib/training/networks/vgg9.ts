import * as tf from "@tensorflow/tfjs";
import type { Requirement } from "../../options/mod.ts";
import {
  checkNetwork,
  classifier,
  convolution,
  filtersOf,
  type NetworkOptions,
  normalization,
  rectifier,
} from "./network_layers.ts";

/**
 * The order of convolutions, by their filters, and of 2×2 poolings, `"M"`, one
 * at most after a convolution.
 */
export type VggPlan = readonly (number | "M")[];

/**
 * The convolutions and poolings of the full-gradient paper.
 *
 * @example
 * ```ts
 * import { VGG9_PLAN } from "fullgrad/training";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(VGG9_PLAN.filter((step) => step !== "M").length, 8);
 * ```
 */
export const VGG9_PLAN: VggPlan = [
  ...[64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"] as const,
];

/** Options of {@linkcode vgg9}. */
export interface Vgg9Options extends NetworkOptions {
  /**
   * Its convolutions and poolings.
   *
   * @default {VGG9_PLAN}
   */
  readonly plan?: VggPlan;
}

/** A first convolution, and what may follow. */
const vggPlan: Requirement = {
  expected: 'a list of positive integers, each with at most one "M" behind it',
  isType: Array.isArray,
  isValue: (plan: VggPlan) => {
    const isCount = (step: number | "M" | undefined) =>
      Number.isSafeInteger(step) && step as number >= 1;
    return isCount(plan[0]) &&
      plan.every((step, i) => isCount(step === "M" ? plan[i - 1] : step));
  },
};

/**
 * Returns the nine-layer VGG network of the full-gradient paper with random
 * weights: eight times convolution 3×3, batch normalization and ReLU, with max
 * pooling in between, then global average pooling and a dense layer whose
 * outputs are the logits.
 *
 * An odd side is pooled to half of it, rounded up, so that there is no least
 * size of image. A backend must have been started.
 *
 * Source: Srinivas & Fleuret, "Full-Gradient Representation for Neural Network
 * Visualization", NeurIPS 2019, section 5.1.
 *
 * @param options Classes, size of the images, width, seed.
 * @returns The network; dispose it when done.
 * @throws {TypeError} If there is no such option, or one has another type.
 * @throws {RangeError} If an option is not in its range.
 *
 * @example
 * ```ts
 * import { startBackend } from "fullgrad";
 * import { vgg9 } from "fullgrad/training";
 * import { assertEquals } from "@std/assert";
 *
 * await startBackend();
 * const network = vgg9({ classes: 10, width: 0.25, seed: 1 });
 * assertEquals(network.inputs[0]!.shape, [null, 32, 32, 3]);
 * assertEquals(network.getLayer("conv8").outputShape, [null, 2, 2, 128]);
 * network.dispose();
 * ```
 */
export function vgg9(
  options: Vgg9Options,
): tf.LayersModel {
  checkNetwork<Vgg9Options>(options, { plan: vggPlan });
  const {
    classes,
    imageShape = [32, 32, 3],
    width = 1,
    seed = 0,
    name = "vgg9",
    plan = VGG9_PLAN,
  } = options;
  const model = tf.sequential({ name });
  let [rows, columns, channels] = imageShape;
  let convolutions = 0;
  for (const step of plan) {
    if (step === "M") {
      const even = rows % 2 === 0 && columns % 2 === 0;
      [rows, columns] = [Math.ceil(rows / 2), Math.ceil(columns / 2)];
      model.add(tf.layers.maxPooling2d({
        name: `pool${convolutions}`,
        poolSize: 2,
        padding: even ? "valid" : "same",
      }));
      continue;
    }
    const filters = filtersOf(step, width);
    const suffix = `${convolutions + 1}`;
    model.add(convolution({
      suffix,
      channels,
      filters,
      size: 3,
      stride: 1,
      seed: seed + 2 * convolutions,
      ...(model.layers.length === 0 && { inputShape: imageShape }),
    }));
    model.add(normalization(suffix));
    model.add(rectifier(suffix));
    channels = filters;
    convolutions += 1;
  }
  model.add(tf.layers.globalAveragePooling2d({ name: "gap" }));
  model.add(classifier(classes, seed + 2 * convolutions));
  return model;
}
