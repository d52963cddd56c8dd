import type * as tf from "@tensorflow/tfjs";
import { resnet18 } from "./resnet18.ts";
import { resnet50 } from "./resnet50.ts";
import { vgg16 } from "./vgg16.ts";
import { vgg16Bn } from "./vgg16_bn.ts";

/** The networks by torchvision's names. */
export const NETWORKS: ReadonlyMap<string, (seed?: number) => tf.LayersModel> =
  new Map<string, (seed?: number) => tf.LayersModel>([
    ["vgg16", vgg16],
    ["vgg16_bn", vgg16Bn],
    ["resnet18", resnet18],
    ["resnet50", resnet50],
  ]);
