import * as tf from "@tensorflow/tfjs";
import { type Convolution, type Pair, weightOf } from "../../model/mod.ts";
import type { Operation } from "../operation.ts";
import { convolutionInputGradient } from "./convolution_gradient.ts";
import { convolutionPadding } from "./same_padding.ts";

/**
 * A transposed convolution with kernel `[kH, kW, O, I]`: the input gradient of
 * the convolution with that kernel, whose gradient is that convolution.
 */
export const conv2dTranspose: Operation<"conv2dTranspose"> = {
  forward: (node, [x]) => {
    const kernel = weightOf(node, "kernel") as tf.Tensor4D;
    const bias = node.weights.bias?.();
    const map = x as tf.Tensor4D;
    const size: Pair = [
      outputLength(map.shape[1], kernel.shape[0], node.attributes, 0),
      outputLength(map.shape[2], kernel.shape[1], node.attributes, 1),
    ];
    const output = convolutionInputGradient(map, kernel, size, node.attributes);
    return bias ? tf.add(output, bias) : output;
  },
  gradient: (node, g) => {
    const { strides, dilations } = node.attributes;
    const kernel = weightOf(node, "kernel") as tf.Tensor4D;
    const pad = convolutionPadding(g.shape, kernel, node.attributes);
    return [
      tf.conv2d(g as tf.Tensor4D, kernel, [...strides], pad, "NHWC", [
        ...dilations,
      ]),
    ];
  },
  keeps: () => "nothing",
};

function outputLength(
  length: number,
  window: number,
  { strides, padding }: Convolution,
  axis: 0 | 1,
): number {
  const stretched = length * strides[axis];
  return padding === "same"
    ? stretched
    : stretched + Math.max(window - strides[axis], 0);
}
