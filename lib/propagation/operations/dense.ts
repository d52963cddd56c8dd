import * as tf from "@tensorflow/tfjs";
import { weightOf } from "../../model/mod.ts";
import type { Operation } from "../operation.ts";

/** A product of the last axis with a kernel `[I, O]`, plus a bias. */
export const dense: Operation<"dense"> = {
  forward: (node, [x]) => {
    const bias = node.weights.bias?.();
    const kernel = weightOf(node, "kernel") as tf.Tensor2D;
    const output = onLastAxis(x!, (rows) => tf.matMul(rows, kernel));
    return bias ? tf.add(output, bias) : output;
  },
  gradient: (node, g) => {
    const kernel = weightOf(node, "kernel") as tf.Tensor2D;
    // g · kernelᵀ as (kernel · gᵀ)ᵀ: only small matrices are transposed, and
    // the WASM backend's product with a transposed factor is slow.
    return [
      onLastAxis(
        g,
        (rows) => tf.transpose(tf.matMul(kernel, tf.transpose(rows))),
      ),
    ];
  },
  keeps: () => "nothing",
};

/** `f` of the rows of `x`, with the axes before the last as they were. */
function onLastAxis(
  x: tf.Tensor,
  f: (rows: tf.Tensor2D) => tf.Tensor,
): tf.Tensor {
  const product = f(tf.reshape(x, [-1, x.shape.at(-1)!]) as tf.Tensor2D);
  return tf.reshape(product, [...x.shape.slice(0, -1), product.shape[1]!]);
}
