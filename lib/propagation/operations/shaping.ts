import * as tf from "@tensorflow/tfjs";
import type { Operation } from "../operation.ts";

/** The same values in another shape. */
export const reshape: Operation<"reshape"> = {
  forward: (node, [x]) => {
    const [, ...sizes] = node.attributes.shape;
    return tf.reshape(x!, [x!.shape[0]!, ...sizes.map((size) => size ?? -1)]);
  },
  gradient: (
    _node,
    g,
    { inputShapes },
  ) => [tf.reshape(g, [...inputShapes[0]!])],
  keeps: () => "nothing",
};

/** The same values with the axes in another order. */
export const transpose: Operation<"transpose"> = {
  forward: (node, [x]) => tf.transpose(x!, [...node.attributes.permutation]),
  gradient: (node, g) => {
    const { permutation } = node.attributes;
    return [
      tf.transpose(g, permutation.map((_, axis) => permutation.indexOf(axis))),
    ];
  },
  keeps: () => "nothing",
};

/** The same values, as from dropout at inference. */
export const identity: Operation<"identity"> = {
  forward: (_node, [x]) => tf.clone(x!),
  gradient: (_node, g) => [g],
  keeps: () => "nothing",
};

/** scale · x + offset. */
export const rescale: Operation<"rescale"> = {
  forward: (node, [x]) => {
    const { scale, offset } = node.attributes;
    const scaled = tf.mul(x!, scale);
    return offset === 0 ? scaled : tf.add(scaled, offset);
  },
  gradient: (node, g) => [tf.mul(g, node.attributes.scale)],
  keeps: () => "nothing",
};

/** The image itself: given, not computed. */
export const input: Operation<"input"> = {
  forward: (_node, [x]) => x!,
  gradient: () => [],
  keeps: () => "nothing",
};
