import type * as tf from "@tensorflow/tfjs";
import { weightOf } from "../../model/mod.ts";
import { paddingMargins } from "../../propagation/mod.ts";
import { withWeights } from "./as_at_inference.ts";
import { channelSums } from "./channel_sums.ts";
import { kernelGradient } from "./kernel_gradient.ts";
import type { TrainingRule } from "./training_rule.ts";

/**
 * A transposed convolution: the convolution that it transposes takes the
 * gradient as its input and the input as its gradient.
 */
export const conv2dTranspose: TrainingRule<"conv2dTranspose"> = withWeights(
  "conv2dTranspose",
  (node, g, { inputs: [x] }, names) => {
    const [height, width] = weightOf(node, "kernel").shape as number[];
    const size = [height!, width!] as const;
    const { strides, dilations, padding } = node.attributes;
    const margins = paddingMargins(
      [g.shape[1]!, g.shape[2]!],
      size,
      strides,
      dilations,
      padding,
    );
    return {
      ...(names.has("kernel") && {
        kernel: kernelGradient(g as tf.Tensor4D, x as tf.Tensor4D, {
          size,
          margins,
          strides,
          dilations,
        }),
      }),
      ...(names.has("bias") && { bias: channelSums(g) }),
    };
  },
);
