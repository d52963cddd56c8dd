import * as tf from "@tensorflow/tfjs";
import { weightOf } from "../../model/mod.ts";
import type { Operation } from "../operation.ts";
import { convolutionInputGradient } from "./convolution_gradient.ts";
import { joinGroups, splitGroups } from "./groups.ts";
import { convolutionPadding } from "./same_padding.ts";

/**
 * A convolution with kernel `[kH, kW, I / groups, O]`. The number of groups is
 * what the kernel says: channels of the input over those of the kernel.
 */
export const conv2d: Operation<"conv2d"> = {
  forward: (node, [x]) => {
    const { strides, dilations } = node.attributes;
    const kernel = weightOf(node, "kernel") as tf.Tensor4D;
    const kernels = splitGroups(node, kernel, x!.shape[3]!);
    const pad = convolutionPadding(x!, kernel, node.attributes);
    const bias = node.weights.bias?.();
    const maps = splitChannels(x as tf.Tensor4D, kernels.length).map((map, i) =>
      tf.fused.conv2d({
        x: map,
        filter: kernels[i]!,
        strides: [...strides],
        pad,
        dilations: [...dilations],
        ...(bias && kernels.length === 1 ? { bias } : {}),
      })
    );
    const joined = joinGroups(maps);
    return bias && kernels.length > 1 ? tf.add(joined, bias) : joined;
  },
  gradient: (node, g, { inputShapes }) => {
    const [, height, width, channels] = inputShapes[0]!;
    const kernels = splitGroups(
      node,
      weightOf(node, "kernel") as tf.Tensor4D,
      channels!,
    );
    const parts = splitChannels(g as tf.Tensor4D, kernels.length);
    return [
      joinGroups(
        parts.map((part, i) =>
          convolutionInputGradient(
            part,
            kernels[i]!,
            [height!, width!],
            node.attributes,
          )
        ),
      ),
    ];
  },
  keeps: () => "nothing",
};

function splitChannels(x: tf.Tensor4D, groups: number): tf.Tensor4D[] {
  return groups === 1 ? [x] : tf.split(x, groups, 3);
}
