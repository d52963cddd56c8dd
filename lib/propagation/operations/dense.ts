import * as tf from "@tensorflow/tfjs";
import { weightOf } from "../../model/mod.ts";
import type { Operation } from "../operation.ts";

/** A product of the last axis with a kernel `[I, O]`, plus a bias. */
export const dense: Operation<"dense"> = {
  forward: (node, [x]) => {
    const bias = node.weights.bias?.();
    const output = multiplyLast(
      x!,
      weightOf(node, "kernel") as tf.Tensor2D,
      false,
    );
    return bias ? tf.add(output, bias) : output;
  },
  gradient: (
    node,
    g,
  ) => [multiplyLast(g, weightOf(node, "kernel") as tf.Tensor2D, true)],
  keeps: () => "nothing",
};

function multiplyLast(
  x: tf.Tensor,
  kernel: tf.Tensor2D,
  transposed: boolean,
): tf.Tensor {
  const rows = tf.reshape(x, [-1, x.shape.at(-1)!]) as tf.Tensor2D;
  const product = tf.matMul(rows, kernel, false, transposed);
  return tf.reshape(product, [
    ...x.shape.slice(0, -1),
    kernel.shape[transposed ? 0 : 1],
  ]);
}
