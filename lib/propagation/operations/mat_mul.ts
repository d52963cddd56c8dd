import * as tf from "@tensorflow/tfjs";
import type { Operation } from "../operation.ts";

/** The matrix product of two inputs, over their last two axes. */
export const matMul: Operation<"matMul"> = {
  forward: (_node, [a, b]) => tf.matMul(a!, b!),
  gradient: (_node, g, { inputs: [a, b] }) => [
    tf.matMul(g, b!, false, true),
    tf.matMul(a!, g, true),
  ],
  keeps: () => "both",
};
