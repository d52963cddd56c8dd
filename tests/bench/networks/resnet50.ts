import type * as tf from "@tensorflow/tfjs";
import { resnet } from "./resnet.ts";

/**
 * ResNet-50 of He et al. (2016) with random weights. As in torchvision, the
 * 3×3 convolution of a block has its stride, not the first 1×1.
 */
export function resnet50(seed = 1): tf.LayersModel {
  return resnet({
    name: "resnet50",
    blocks: [3, 4, 6, 3],
    branch: (width, strides) => [
      { filters: width, kernelSize: 1, strides: 1 },
      { filters: width, kernelSize: 3, strides },
      { filters: 4 * width, kernelSize: 1, strides: 1 },
    ],
    seed,
  });
}
