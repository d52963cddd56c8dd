import type * as tf from "@tensorflow/tfjs";
import { vgg } from "./vgg.ts";

/** VGG-16 with batch normalization and random weights. */
export function vgg16Bn(seed = 1): tf.LayersModel {
  return vgg({ name: "vgg16_bn", batchNorm: true, seed });
}
