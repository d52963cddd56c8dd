import type * as tf from "@tensorflow/tfjs";
import { invertedResiduals, type InvertedStage } from "./inverted_residuals.ts";

const STAGES = [
  [1, 16, 1, 1, 3],
  [6, 24, 2, 2, 3],
  [6, 40, 2, 2, 5],
  [6, 80, 3, 2, 3],
  [6, 112, 3, 1, 5],
  [6, 192, 4, 2, 5],
  [6, 320, 1, 1, 3],
] as const;

/** EfficientNet-B0 of Tan & Le (2019), with random weights. */
export function efficientnetB0(seed = 1): tf.LayersModel {
  return invertedResiduals({
    name: "efficientnet_b0",
    stem: 32,
    stages: STAGES.map((
      [expansion, filters, blocks, strides, kernelSize],
    ): InvertedStage => ({ expansion, filters, blocks, strides, kernelSize })),
    activation: "swish",
    squeezes: true,
    head: [1000],
    seed,
  });
}
