import type * as tf from "@tensorflow/tfjs";
import { asModel, type Model } from "../../../lib/model/mod.ts";
import { efficientnetB0 } from "./efficientnet_b0.ts";
import { mobilenetV2, teachableMachine } from "./mobilenet_v2.ts";
import { resnet18 } from "./resnet18.ts";
import { resnet50 } from "./resnet50.ts";
import { vgg16 } from "./vgg16.ts";
import { vgg16Bn } from "./vgg16_bn.ts";
import { vitB16 } from "./vit_b_16.ts";

/** The networks that are made of tfjs's layers, by torchvision's names. */
export const LAYERS_MODELS: ReadonlyMap<
  string,
  (seed?: number) => tf.LayersModel
> = new Map([
  ["vgg16", vgg16],
  ["vgg16_bn", vgg16Bn],
  ["resnet18", resnet18],
  ["resnet50", resnet50],
  ["mobilenet_v2", mobilenetV2],
  ["efficientnet_b0", efficientnetB0],
  ["teachable_machine", teachableMachine],
]);

/** All networks by torchvision's names. */
export const NETWORKS: ReadonlyMap<string, () => Model> = new Map([
  ...[...LAYERS_MODELS].map(([name, make]) =>
    [name, () => asModel(make())] as const
  ),
  ["vit_b_16", vitB16],
]);
