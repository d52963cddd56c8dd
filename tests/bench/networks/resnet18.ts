import type * as tf from "@tensorflow/tfjs";
import { resnet } from "./resnet.ts";

/** ResNet-18 of He et al. (2016) with random weights. */
export function resnet18(seed = 1): tf.LayersModel {
  return resnet({
    name: "resnet18",
    blocks: [2, 2, 2, 2],
    branch: (width, strides) => [
      { filters: width, kernelSize: 3, strides },
      { filters: width, kernelSize: 3, strides: 1 },
    ],
    seed,
  });
}
