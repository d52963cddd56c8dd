import * as tf from "@tensorflow/tfjs";
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
    // A relu keeps its output only: its slope is the sign of it.
    const slope = fn.name === "relu"
      ? tf.step(output)
      : ELEMENTWISE[fn.name].slope(x!, fn as never);
    return [tf.mul(g, slope)];
  },
  keeps: (node) => node.attributes.fn.name === "relu" ? "output" : "both",
};
