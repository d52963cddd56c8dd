import * as tf from "@tensorflow/tfjs";
import { weightOf } from "../../model/mod.ts";
import { paddingMargins } from "../../propagation/mod.ts";
import { withWeights } from "./as_at_inference.ts";
import { channelSums } from "./channel_sums.ts";
import { kernelGradient } from "./kernel_gradient.ts";
import type { TrainingRule } from "./training_rule.ts";

/** A convolution; the kernel's gradient is taken group by group. */
export const conv2d: TrainingRule<"conv2d"> = withWeights(
  "conv2d",
  (node, g, { inputs: [input] }, names) => {
    const x = input as tf.Tensor4D;
    const [height, width, depth] = weightOf(node, "kernel").shape as number[];
    const size = [height!, width!] as const;
    const { strides, dilations, padding } = node.attributes;
    const margins = paddingMargins(
      [x.shape[1], x.shape[2]],
      size,
      strides,
      dilations,
      padding,
    );
    const groups = x.shape[3] / depth!;
    const parts = (map: tf.Tensor) =>
      groups === 1 ? [map as tf.Tensor4D] : tf.split(map, groups, 3);
    const outputs = parts(g) as tf.Tensor4D[];
    const kernels = () =>
      parts(x).map((part, i) =>
        kernelGradient(part as tf.Tensor4D, outputs[i]!, {
          size,
          margins,
          strides,
          dilations,
        })
      );
    return {
      ...(names.has("kernel") && { kernel: joined(kernels()) }),
      ...(names.has("bias") && { bias: channelSums(g) }),
    };
  },
);

function joined(kernels: readonly tf.Tensor4D[]): tf.Tensor4D {
  return kernels.length === 1 ? kernels[0]! : tf.concat([...kernels], 3);
}
