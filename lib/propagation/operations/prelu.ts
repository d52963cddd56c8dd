import * as tf from "@tensorflow/tfjs";
import { weightOf } from "../../model/mod.ts";
import type { Operation } from "../operation.ts";

/** x where x > 0, else α·x, with α learned. */
export const prelu: Operation<"prelu"> = {
  forward: (node, [x]) => tf.prelu(x!, weightOf(node, "alpha")),
  gradient: (node, g, { inputs: [x] }) => {
    const above = tf.step(x!);
    const below = tf.mul(tf.sub(1, above), weightOf(node, "alpha"));
    return [tf.mul(g, tf.add(above, below))];
  },
  keeps: () => "inputs",
};
