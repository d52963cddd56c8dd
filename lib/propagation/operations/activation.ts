import * as tf from "@tensorflow/tfjs";
import { runFused } from "../../backend/mod.ts";
import type { Operation } from "../operation.ts";
import { ELEMENTWISE } from "./elementwise.ts";

/** A function of every element. */
export const activation: Operation<"activation"> = {
  forward: (node, [x]) => {
    const { fn } = node.attributes;
    return ELEMENTWISE[fn.name].value(x!, fn as never);
  },
  gradient: (node, g, { inputs: [x], output }) => {
    const { fn } = node.attributes;
    return [
      fn.name === "relu"
        ? reluGradient(g, output)
        : tf.mul(g, ELEMENTWISE[fn.name].slope(x!, fn as never)),
    ];
  },
  keeps: (node) => node.attributes.fn.name === "relu" ? "output" : "both",
};

/** A relu keeps its output only: its slope is the sign of it. */
function reluGradient(dy: tf.Tensor, y: tf.Tensor): tf.Tensor {
  return runFused(
    "FullGradReluGradient",
    { dy, y },
    {},
    () => tf.mul(dy, tf.step(y)),
  );
}
