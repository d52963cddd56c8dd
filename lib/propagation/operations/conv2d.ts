import * as tf from "@tensorflow/tfjs";
import { runFused } from "../../backend/mod.ts";
import { type GraphNode, weightOf } from "../../model/mod.ts";
import type { GradientSteps, Operation } from "../operation.ts";
import { reluGradient } from "./activation.ts";
import { convolutionInputGradient } from "./convolution_gradient.ts";
import { applyEpilogue, type Epilogue } from "./epilogue.ts";
import { groupsOf, joinGroups, splitGroups } from "./groups.ts";
import { convolutionPadding } from "./same_padding.ts";

/**
 * A convolution with kernel `[kH, kW, I / groups, O]`. The number of groups is
 * what the kernel says: channels of the input over those of the kernel.
 */
export const conv2d: Operation<"conv2d"> = {
  forward: (node, [x]) =>
    convolve(node, x as tf.Tensor4D, { shift: node.weights.bias?.() }),
  gradient: (node, g, { inputShapes }) => [
    inputGradient(node, g as tf.Tensor4D, inputShapes[0]!),
  ],
  finishedGradient: (node, g, { inputShapes }, steps) =>
    inputGradient(node, g as tf.Tensor4D, inputShapes[0]!, steps),
  keeps: () => "nothing",
};

/** The convolution without its bias, and what follows it. */
export function convolve(
  node: GraphNode<"conv2d">,
  x: tf.Tensor4D,
  epilogue: Epilogue,
): tf.Tensor {
  const { strides, dilations } = node.attributes;
  const kernel = weightOf(node, "kernel") as tf.Tensor4D;
  const groups = groupsOf(node, kernel, x.shape[3]);
  const pad = convolutionPadding(x.shape, kernel, node.attributes);
  const { scale, shift, residual, activation = "linear" } = epilogue;
  return runFused(
    "FullGradConv2D",
    { x, filter: kernel, scale, bias: shift, residual },
    { strides, dilations, pad, activation },
    () => {
      const kernels = splitGroups(kernel, groups);
      const maps = splitGroups(x, groups).map((map, i) =>
        tf.fused.conv2d({
          x: map,
          filter: kernels[i]!,
          strides: [...strides],
          pad,
          dilations: [...dilations],
        })
      );
      return applyEpilogue(joinGroups(maps), epilogue);
    },
  );
}

function inputGradient(
  node: GraphNode<"conv2d">,
  g: tf.Tensor4D,
  inputShape: readonly number[],
  { scale, residual, mask }: GradientSteps = {},
): tf.Tensor {
  const { strides, dilations } = node.attributes;
  const kernel = weightOf(node, "kernel") as tf.Tensor4D;
  const size = [inputShape[1]!, inputShape[2]!] as const;
  const groups = groupsOf(node, kernel, inputShape[3]!);
  return runFused(
    "FullGradConv2DBackpropInput",
    { dy: g, filter: kernel, scale, residual, mask },
    {
      strides,
      dilations,
      inputShape,
      pad: convolutionPadding(inputShape, kernel, node.attributes),
    },
    () => {
      const kernels = splitGroups(kernel, groups);
      const scaled = scale ? tf.mul<tf.Tensor4D>(g, scale) : g;
      const gradient = joinGroups(
        splitGroups(scaled, groups).map((part, i) =>
          convolutionInputGradient(part, kernels[i]!, size, node.attributes)
        ),
      );
      const sum = residual ? tf.add(gradient, residual) : gradient;
      return mask ? reluGradient(sum, mask) : sum;
    },
  );
}
