import * as tf from "@tensorflow/tfjs";
import type { Operation } from "../operation.ts";

/** The mean of every window; with "same" padding, of what lies inside. */
export const averagePool: Operation<"averagePool"> = {
  forward: (node, [x]) => {
    const { size, strides, padding } = node.attributes;
    return tf.avgPool(x as tf.Tensor4D, [...size], [...strides], padding);
  },
  gradient: (node, g, { inputShapes }) => {
    const { size, strides, padding } = node.attributes;
    // The gradient does not depend on where it is taken: the operation is linear.
    const anywhere = tf.zeros(
      [...inputShapes[0]!] as [number, number, number, number],
    );
    const pool = (x: tf.Tensor) =>
      tf.avgPool(x as tf.Tensor4D, [...size], [...strides], padding);
    return [tf.grad(pool)(anywhere, g)];
  },
  keeps: () => "nothing",
};
