import * as tf from "@tensorflow/tfjs";
import type { Operation } from "../operation.ts";

/** exp(x) over its sum along an axis. */
export const softmax: Operation<"softmax"> = {
  forward: (node, [x]) =>
    lastAxis(x!, node.attributes.axis, (rows) => tf.softmax(rows)),
  gradient: (node, g, { output }) => {
    const weighted = tf.mul(g, output);
    const total = tf.sum(weighted, node.attributes.axis, true);
    return [tf.sub(weighted, tf.mul(output, total))];
  },
  keeps: () => "both",
};

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
