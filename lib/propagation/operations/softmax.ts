import * as tf from "@tensorflow/tfjs";
import { runFused } from "../../backend/mod.ts";
import type { Operation } from "../operation.ts";

/** exp(x) over its sum along an axis. */
export const softmax: Operation<"softmax"> = {
  forward: (node, [x]) =>
    lastAxis(x!, node.attributes.axis, (rows) => tf.softmax(rows)),
  gradient: (
    node,
    g,
    { output },
  ) => [softmaxGradient(g, output, node.attributes.axis)],
  keeps: () => "both",
};

/** The gradient by x, given that by y = softmax(x). */
export function softmaxGradient(
  dy: tf.Tensor,
  y: tf.Tensor,
  axis = -1,
): tf.Tensor {
  const compose = () => {
    const weighted = tf.mul(dy, y);
    return tf.sub(weighted, tf.mul(y, tf.sum(weighted, axis, true)));
  };
  return axis === -1 || axis === y.rank - 1
    ? runFused("FullGradSoftmaxGradient", { dy, y }, {}, compose)
    : compose();
}

/** The logarithm of {@linkcode softmax}. */
export const logSoftmax: Operation<"logSoftmax"> = {
  forward: (node, [x]) =>
    lastAxis(x!, node.attributes.axis, (rows) => tf.logSoftmax(rows)),
  gradient: (node, g, { output }) => {
    const total = tf.sum(g, node.attributes.axis, true);
    return [tf.sub(g, tf.mul(tf.exp(output), total))];
  },
  keeps: () => "both",
};

/** Applies `f`, which works along the last axis, along `axis`. */
function lastAxis(
  x: tf.Tensor,
  axis: number,
  f: (x: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  const position = axis < 0 ? x.rank + axis : axis;
  if (position === x.rank - 1) return f(x);
  const swap = Array.from({ length: x.rank }, (_, i) => i);
  swap[position] = x.rank - 1;
  swap[x.rank - 1] = position;
  return tf.transpose(f(tf.transpose(x, swap)), swap);
}
