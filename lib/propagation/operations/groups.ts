import * as tf from "@tensorflow/tfjs";
import type { GraphNode } from "../../model/mod.ts";

/** The kernel of every group of a convolution whose input has `channels`. */
export function splitGroups(
  node: GraphNode,
  kernel: tf.Tensor4D,
  channels: number,
): readonly tf.Tensor4D[] {
  const groups = channels / kernel.shape[2];
  if (groups === 1) return [kernel];
  if (Number.isInteger(groups) && kernel.shape[3] % groups === 0) {
    return tf.split(kernel, groups, 3);
  }
  throw new TypeError(
    `Cannot run layer "${node.name}" as its kernel [${kernel.shape}] must divide ${channels} input channels into groups`,
  );
}

/** The feature maps of all groups, side by side. */
export function joinGroups(maps: readonly tf.Tensor4D[]): tf.Tensor4D {
  return maps.length === 1 ? maps[0]! : tf.concat([...maps], 3);
}
