import * as tf from "@tensorflow/tfjs";
import type { Operation } from "../operation.ts";

/** Copies side by side; the gradient of a value is the sum of its copies'. */
export const tile: Operation<"tile"> = {
  forward: (node, [x]) => tf.tile(x!, [1, ...node.attributes.repeats]),
  gradient: (node, g, { inputShapes }) => {
    let sum = g;
    node.attributes.repeats.forEach((repeats, i) => {
      if (repeats === 1) return;
      const axis = i + 1;
      const before = sum.shape.slice(0, axis).reduce((a, b) => a * b, 1);
      const copies = tf.reshape(sum, [before, repeats, -1]);
      sum = tf.reshape(
        tf.sum(copies, 1),
        sum.shape.with(axis, inputShapes[0]![axis]!),
      );
    });
    return [sum];
  },
  keeps: () => "nothing",
};
