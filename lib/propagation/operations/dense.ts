import * as tf from "@tensorflow/tfjs";
import { runFused } from "../../backend/mod.ts";
import { weightOf } from "../../model/mod.ts";
import type { Operation } from "../operation.ts";

/** A product of the last axis with a kernel `[I, O]`, plus a bias. */
export const dense: Operation<"dense"> = {
  forward: (node, [x]) => {
    const bias = node.weights.bias?.();
    const kernel = weightOf(node, "kernel") as tf.Tensor2D;
    return onLastAxis(
      x!,
      (rows) =>
        bias
          ? tf.fused.matMul({ a: rows, b: kernel, bias })
          : tf.matMul(rows, kernel),
    );
  },
  gradient: (node, g) => {
    const kernel = weightOf(node, "kernel") as tf.Tensor2D;
    return [onLastAxis(g, (rows) => denseInputGradient(rows, kernel))];
  },
  keeps: () => "nothing",
};

/**
 * g · kernelᵀ, as (kernel · gᵀ)ᵀ where the backend's product with a transposed
 * factor is slow, as in tfjs's WASM: only small matrices are transposed.
 */
function denseInputGradient(g: tf.Tensor2D, kernel: tf.Tensor2D): tf.Tensor {
  return runFused(
    "FullGradDenseBackpropInput",
    { dy: g, kernel },
    {},
    () => tf.transpose(tf.matMul(kernel, tf.transpose(g))),
  );
}

/** `f` of the rows of `x`, with the axes before the last as they were. */
function onLastAxis(
  x: tf.Tensor,
  f: (rows: tf.Tensor2D) => tf.Tensor,
): tf.Tensor {
  const product = f(tf.reshape(x, [-1, x.shape.at(-1)!]) as tf.Tensor2D);
  return tf.reshape(product, [...x.shape.slice(0, -1), product.shape[1]!]);
}
