import * as tf from "@tensorflow/tfjs";
import { type GraphNode, weightOf } from "../../model/mod.ts";
import { paddingMargins } from "../../propagation/mod.ts";
import { withWeights } from "./as_at_inference.ts";
import { channelSums } from "./channel_sums.ts";
import type { TrainingRule } from "./training_rule.ts";

/**
 * A depthwise convolution: the gradient of one tap is the sum of the gradient
 * times the part of the input that the tap meets.
 */
export const depthwiseConv2d: TrainingRule<"depthwiseConv2d"> = withWeights(
  "depthwiseConv2d",
  (node, g, { inputs: [input] }, names) => ({
    ...(names.has("kernel") && {
      kernel: tapGradients(node, g, input as tf.Tensor4D),
    }),
    ...(names.has("bias") && { bias: channelSums(g) }),
  }),
);

function tapGradients(
  node: GraphNode<"depthwiseConv2d">,
  g: tf.Tensor,
  x: tf.Tensor4D,
): tf.Tensor {
  const [height, width, channels, multiplier] = weightOf(node, "kernel")
    .shape as [number, number, number, number];
  const { strides, dilations, padding } = node.attributes;
  const [n, h, w] = g.shape as [number, number, number];
  const [rows, columns] = paddingMargins(
    [x.shape[1], x.shape[2]],
    [height, width],
    strides,
    dilations,
    padding,
  );
  const wide = tf.pad(x, [[0, 0], [...rows], [...columns], [0, 0]]);
  const each = tf.reshape(g, [n, h, w, channels, multiplier]);
  const taps: tf.Tensor[] = [];
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const [top, left] = [i * dilations[0], j * dilations[1]];
      const met = tf.stridedSlice(
        wide,
        [0, top, left, 0],
        [
          n,
          top + (h - 1) * strides[0] + 1,
          left + (w - 1) * strides[1] + 1,
          channels,
        ],
        [1, ...strides, 1],
      );
      const products = tf.mul(
        each,
        tf.reshape(met, [n, h, w, channels, 1]),
      );
      taps.push(
        channelSums(tf.reshape(products, [n, h, w, channels * multiplier])),
      );
    }
  }
  return tf.reshape(tf.stack(taps), [height, width, channels, multiplier]);
}
