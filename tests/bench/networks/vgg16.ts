import type * as tf from "@tensorflow/tfjs";
import { vgg } from "./vgg.ts";

/** VGG-16, configuration D of Simonyan & Zisserman (2015), with random weights. */
export function vgg16(seed = 1): tf.LayersModel {
  return vgg({ name: "vgg16", batchNorm: false, seed });
}
