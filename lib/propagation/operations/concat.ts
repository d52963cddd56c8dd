import * as tf from "@tensorflow/tfjs";
import type { Operation } from "../operation.ts";

/** The inputs side by side along an axis. */
export const concat: Operation<"concat"> = {
  forward: (node, inputs) =>
    tf.concat([...inputs], position(node.attributes.axis, inputs[0]!.rank)),
  gradient: (node, g, { inputShapes }) => {
    const axis = position(node.attributes.axis, g.rank);
    return tf.split(g, inputShapes.map((shape) => shape[axis]!), axis);
  },
  keeps: () => "nothing",
};

function position(axis: number, rank: number): number {
  return axis < 0 ? rank + axis : axis;
}
