/**
 * Architectures that files of weights do not say, in the layouts in which those
 * files are published.
 *
 * @module
 */
import type { StateDict } from "../formats/state_dict/stored_tensor.ts";
import type { Network } from "../model.ts";
import { cifarResNet, resNet } from "./resnet.ts";
import { vgg } from "./vgg.ts";
import { vit, vitImageShape } from "./vit.ts";

/** An architecture of which weights are known by their names. */
export type ArchitectureName = "cifarResNet" | "resNet" | "vgg" | "vit";

/** The size of an image. */
type ImageShape = readonly [height: number, width: number, channels: 3];

/** How an architecture is known and built. */
interface Architecture {
  /** Whether weights with these names are of it. */
  readonly fits: (tensors: StateDict) => boolean;
  /** Height, width and channels of the images that it was published for. */
  readonly inputShape: (tensors: StateDict) => ImageShape;
  /**
   * The graph with the weights; `heads` is the number of attention heads, where
   * it is known.
   */
  readonly build: (
    tensors: StateDict,
    inputShape: readonly number[],
    from: string,
    heads?: number,
  ) => Network;
}

/** The architectures that are known. */
export const ARCHITECTURES: {
  readonly [name in ArchitectureName]: Architecture;
} = {
  cifarResNet: {
    fits: (tensors) =>
      tensors.has("layer3.0.conv1.weight") && tensors.has("linear.weight"),
    inputShape: () => [32, 32, 3],
    build: cifarResNet,
  },
  resNet: {
    fits: (tensors) =>
      tensors.has("layer4.0.conv1.weight") && tensors.has("fc.weight"),
    inputShape: () => [224, 224, 3],
    build: resNet,
  },
  vgg: {
    fits: (tensors) =>
      tensors.has("features.0.weight") && tensors.has("classifier.6.weight"),
    inputShape: () => [224, 224, 3],
    build: vgg,
  },
  vit: {
    fits: (tensors) =>
      tensors.has("encoder.pos_embedding") && tensors.has("class_token"),
    inputShape: vitImageShape,
    build: vit,
  },
};
