import * as tf from "@tensorflow/tfjs";
import type { GraphNode } from "../../model/mod.ts";

/**
 * The number of groups of a convolution whose input has `channels`.
 *
 * @throws {TypeError} If the kernel does not divide the channels into groups.
 */
export function groupsOf(
  node: GraphNode,
  kernel: tf.Tensor4D,
  channels: number,
): number {
  const groups = channels / kernel.shape[2];
  if (Number.isInteger(groups) && kernel.shape[3] % groups === 0) {
    return groups;
  }
  throw new TypeError(
    `Cannot run layer "${node.name}" as its kernel [${kernel.shape}] must divide ${channels} input channels into groups`,
  );
}

/** The kernel, or the feature maps, of every group. */
export function splitGroups(
  tensor: tf.Tensor4D,
  groups: number,
): readonly tf.Tensor4D[] {
  return groups === 1 ? [tensor] : tf.split(tensor, groups, 3);
}

/** The feature maps of all groups, side by side. */
export function joinGroups(maps: readonly tf.Tensor4D[]): tf.Tensor4D {
  return maps.length === 1 ? maps[0]! : tf.concat([...maps], 3);
}
