import * as tf from "@tensorflow/tfjs";
import { runFused } from "../../backend/mod.ts";
import { type GraphNode, type Pair, weightOf } from "../../model/mod.ts";
import type { GradientSteps, Operation } from "../operation.ts";
import { reluGradient } from "./activation.ts";
import { applyEpilogue, type Epilogue } from "./epilogue.ts";
import { convolutionPadding, paddingMargins } from "./same_padding.ts";
import { cropSpatially, insertZeros, padSpatially } from "./spatial.ts";

/**
 * A depthwise convolution with kernel `[kH, kW, C, M]`. Padding is put on by
 * hand: the WASM backend's own is wrong for some sizes (tfjs#6629).
 */
export const depthwiseConv2d: Operation<"depthwiseConv2d"> = {
  forward: (node, [x]) =>
    convolveDepthwise(node, x as tf.Tensor4D, {
      shift: node.weights.bias?.(),
    }),
  gradient: (node, g, { inputShapes }) => [
    inputGradient(node, g as tf.Tensor4D, inputShapes[0]!),
  ],
  finishedGradient: (node, g, { inputShapes }, steps) =>
    inputGradient(node, g as tf.Tensor4D, inputShapes[0]!, steps),
  keeps: () => "nothing",
};

/** The convolution without its bias, and what follows it. */
export function convolveDepthwise(
  node: GraphNode<"depthwiseConv2d">,
  x: tf.Tensor4D,
  epilogue: Epilogue,
): tf.Tensor {
  const { strides, padding, dilations } = node.attributes;
  const filter = weightOf(node, "kernel") as tf.Tensor4D;
  const window: Pair = [filter.shape[0], filter.shape[1]];
  const size: Pair = [x.shape[1], x.shape[2]];
  const margins = paddingMargins(size, window, strides, dilations, padding);
  const { activation = "linear", ...operands } = epilogue;
  return runFused(
    "FullGradDepthwiseConv2D",
    { x, filter, ...operands },
    { strides, dilations, pad: margins, activation },
    () => {
      const padded = padSpatially(x, margins);
      return applyEpilogue(
        tf.depthwiseConv2d(padded, filter, [...strides], "valid", "NHWC", [
          ...dilations,
        ]),
        epilogue,
      );
    },
  );
}

function inputGradient(
  node: GraphNode<"depthwiseConv2d">,
  g: tf.Tensor4D,
  inputShape: readonly number[],
  { scale, residual, mask }: GradientSteps = {},
): tf.Tensor {
  const { strides, dilations } = node.attributes;
  const filter = weightOf(node, "kernel") as tf.Tensor4D;
  const gradient = runFused(
    "FullGradDepthwiseConv2DBackpropInput",
    { dy: g, filter, scale },
    {
      strides,
      dilations,
      inputShape,
      pad: convolutionPadding(inputShape, filter, node.attributes),
    },
    () =>
      composeGradient(
        node,
        scale ? tf.mul<tf.Tensor4D>(g, scale) : g,
        inputShape,
      ),
  );
  const sum = residual ? tf.add(gradient, residual) : gradient;
  return mask ? reluGradient(sum, mask) : sum;
}

/** As a convolution of `g`, spread by the strides, with the rotated kernel. */
function composeGradient(
  node: GraphNode<"depthwiseConv2d">,
  g: tf.Tensor4D,
  inputShape: readonly number[],
): tf.Tensor {
  const { strides, padding, dilations } = node.attributes;
  const kernel = weightOf(node, "kernel") as tf.Tensor4D;
  const [n, height, width, channels] = inputShape as [
    number,
    number,
    number,
    number,
  ];
  const [kernelHeight, kernelWidth, , multiplier] = kernel.shape;
  const window: Pair = [kernelHeight, kernelWidth];
  const margins = paddingMargins(
    [height, width],
    window,
    strides,
    dilations,
    padding,
  );
  const spread = insertZeros(g, strides);
  const before: Pair = [
    (window[0] - 1) * dilations[0],
    (window[1] - 1) * dilations[1],
  ];
  const end: Pair = [margins[0][0] + height, margins[1][0] + width];
  const padded = padSpatially(spread, [
    [before[0], Math.max(0, end[0] - spread.shape[1])],
    [before[1], Math.max(0, end[1] - spread.shape[2])],
  ]);
  const rotated = tf.reshape(tf.reverse(kernel, [0, 1]), [
    ...window,
    channels * multiplier,
    1,
  ]) as tf.Tensor4D;
  const each = tf.depthwiseConv2d(padded, rotated, 1, "valid", "NHWC", [
    ...dilations,
  ]);
  const whole = cropSpatially(each, margins[0][0], margins[1][0], [
    height,
    width,
  ]);
  if (multiplier === 1) return whole;
  return tf.reshape(
    tf.sum(tf.reshape(whole, [n * height * width, channels, multiplier]), 2),
    [n, height, width, channels],
  );
}
