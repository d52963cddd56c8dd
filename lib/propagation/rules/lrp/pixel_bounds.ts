import * as tf from "@tensorflow/tfjs";
import {
  finite,
  listOf,
  recordOf,
  type Requirement,
} from "../../../options/mod.ts";
import type { AnyNode, LayerGraph, NodeKind } from "../../../model/mod.ts";
import { operationOf } from "../../steps.ts";
import type { InputBounds } from "./weighted_layer.ts";

/** The least and the greatest value of every channel of the network's input. */
export interface PixelBounds {
  /** One value a channel. */
  readonly low: readonly number[];
  /** One value a channel. */
  readonly high: readonly number[];
}

/** What {@linkcode PixelBounds} must be. */
export const PIXEL_BOUNDS: Requirement = recordOf({
  low: listOf(finite),
  high: listOf(finite),
});

/** Kinds that may stand between the image and its first layer. */
const BEFORE_FIRST: ReadonlySet<NodeKind> = new Set([
  "elementwiseAffine",
  "gather",
  "identity",
  "pad",
  "rescale",
  "reshape",
  "slice",
  "transpose",
]);

/**
 * The bounds of the input of a first layer: those of the pixels, through what is
 * between them and the layer.
 *
 * @throws {TypeError} If more than padding, cropping, scaling or shaping is.
 */
export function pixelBoundsAt(
  layer: AnyNode,
  { nodes, input }: LayerGraph,
  imageShape: readonly number[],
  { low, high }: PixelBounds,
): InputBounds {
  const through = (id: number, channels: readonly number[]): tf.Tensor => {
    const node = nodes[id]!;
    if (id === input) {
      return tf.add(tf.zeros([...imageShape]), tf.tensor1d([...channels]));
    }
    if (!BEFORE_FIRST.has(node.kind)) {
      throw new TypeError(
        `Cannot apply LRP-zB to the layer "${layer.name}" as it must take the pixels: it takes "${node.name}" (${node.kind})`,
      );
    }
    const before = through(node.inputs[0]!, channels);
    return operationOf(node as never).forward(node as never, [before]);
  };
  const ends = [low, high].map((channels) =>
    through(layer.inputs[0]!, channels)
  );
  return {
    low: tf.minimum(ends[0]!, ends[1]!),
    high: tf.maximum(ends[0]!, ends[1]!),
  };
}
