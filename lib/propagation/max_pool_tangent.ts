import * as tf from "@tensorflow/tfjs";
import type { GraphNode } from "../model/mod.ts";
import { convolveDepthwise, paddingMargins } from "./operations/mod.ts";
import { sumOf, type TangentRule } from "./tangent_rule.ts";

/**
 * Of a max pool. Windows that do not overlap take what their gradient marks,
 * summed window by window, so they are taken in turns of every so many.
 */
export const maxPoolTangent: TangentRule<"maxPool"> = (
  node,
  [t],
  at,
  gradient,
) => {
  const { size, strides, dilations = [1, 1] } = node.attributes;
  const [, height, width] = at.outputShape as Shape4D;
  const turns = ([0, 1] as const).map((axis) =>
    Math.ceil(((size[axis] - 1) * dilations[axis] + 1) / strides[axis])
  );
  const everyNth = (
    length: number,
    turn: number,
    of: number,
    shape: number[],
  ) =>
    tf.tensor(
      Float32Array.from({ length }, (_, i) => i % of === turn ? 1 : 0),
      shape,
    );
  const parts: tf.Tensor[] = [];
  for (let i = 0; i < turns[0]!; i++) {
    const rows = everyNth(height, i, turns[0]!, [1, height, 1, 1]);
    for (let j = 0; j < turns[1]!; j++) {
      const columns = everyNth(width, j, turns[1]!, [1, 1, width, 1]);
      const windows = tf.mul(rows, columns);
      const marks = tf.mul(windows, tf.ones([...at.outputShape]));
      const marked = tf.mul(t!, gradient(node, marks, at)[0]!);
      const sum = windowSums(node, marked as tf.Tensor4D);
      parts.push(turns[0]! * turns[1]! === 1 ? sum : tf.mul(sum, windows));
    }
  }
  return sumOf(parts);
};

type Shape4D = [number, number, number, number];

/** The sums over the windows of a pool. */
function windowSums(node: GraphNode<"maxPool">, map: tf.Tensor4D): tf.Tensor {
  const { size, strides, padding, dilations = [1, 1] } = node.attributes;
  const [, height, width, channels] = map.shape;
  // tfjs has no steps where the taps lie apart.
  const apart = dilations.some((distance) => distance > 1);
  const sums = convolveDepthwise(
    {
      ...node,
      kind: "depthwiseConv2d",
      attributes: {
        strides: apart ? [1, 1] : strides,
        padding: paddingMargins(
          [height, width],
          size,
          strides,
          dilations,
          padding,
        ),
        dilations,
      },
      weights: { kernel: () => tf.ones([...size, channels, 1]) },
    },
    map,
    {},
  );
  return apart
    ? tf.stridedSlice(sums, [0, 0, 0, 0], sums.shape, [1, ...strides, 1])
    : sums;
}
