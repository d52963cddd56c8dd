import * as tf from "@tensorflow/tfjs";
import type { Operation } from "../operation.ts";
import { standardize, standardizeGradient } from "./normalization.ts";

/** The axes of `[N, positions, groups, channels of a group]` that are one group. */
export const GROUP_AXES: readonly number[] = [1, 3];

/**
 * Normalization of every sample over space and a group of channels, times γ;
 * instance normalization where every channel is a group.
 */
export const groupNorm: Operation<"groupNorm"> = {
  forward: (node, [x]) => {
    const { groups, epsilon } = node.attributes;
    const { normalized } = standardize(
      inGroups(x!, groups),
      GROUP_AXES,
      epsilon,
    );
    const { gamma } = node.weights;
    const whole = tf.reshape(normalized, x!.shape);
    return gamma ? tf.mul(whole, gamma()) : whole;
  },
  gradient: (node, g, { inputs: [x] }) => {
    const { groups, epsilon } = node.attributes;
    const { gamma } = node.weights;
    const before = standardizeGradient(
      inGroups(gamma ? tf.mul(g, gamma()) : g, groups),
      standardize(inGroups(x!, groups), GROUP_AXES, epsilon),
      GROUP_AXES,
    );
    return [tf.reshape(before, g.shape)];
  },
  keeps: () => "both",
};

/** `[N, …, C]` as {@linkcode GROUP_AXES} says. */
export function inGroups(x: tf.Tensor, groups: number): tf.Tensor {
  const channels = x.shape.at(-1)!;
  return tf.reshape(x, [x.shape[0]!, -1, groups, channels / groups]);
}
