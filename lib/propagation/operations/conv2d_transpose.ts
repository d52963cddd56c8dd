import * as tf from "@tensorflow/tfjs";
import { type Convolution, type Pair, weightOf } from "../../model/mod.ts";
import type { Operation } from "../operation.ts";
import { convolutionInputGradient } from "./convolution_gradient.ts";
import { convolutionPadding } from "./same_padding.ts";

/**
 * A transposed convolution with kernel `[kH, kW, O, I]`: the input gradient of
 * the convolution with that kernel and padding, whose gradient is that
 * convolution. A negative margin at the end adds rows or columns that no window
 * reaches.
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
    // Rows and columns that the window never reaches, where there are any.
    const beyond = pad.map(([, after]) => Math.max(0, -after));
    const reached = tf.slice(
      g as tf.Tensor4D,
      [0, 0, 0, 0],
      g.shape.map((length, axis) => length - beyond[axis]!) as Shape4D,
    );
    const inside = pad.map(([before, after]) => [before, Math.max(0, after)]);
    return [
      tf.conv2d(
        reached,
        kernel,
        [...strides],
        inside as typeof pad,
        "NHWC",
        [...dilations],
      ),
    ];
  },
  keeps: () => "nothing",
};

type Shape4D = [number, number, number, number];

function outputLength(
  length: number,
  window: number,
  { strides, padding, dilations }: Convolution,
  axis: 0 | 1,
): number {
  const stride = strides[axis];
  if (padding === "same") return length * stride;
  if (padding === "valid") {
    return length * stride + Math.max(window - stride, 0);
  }
  const [before, after] = padding[axis];
  return (length - 1) * stride + (window - 1) * dilations[axis] + 1 - before -
    after;
}
