import * as tf from "@tensorflow/tfjs";
import { weightOf } from "../../model/mod.ts";
import type { Operation } from "../operation.ts";

/**
 * x where x > 0, else α·x, with α learned. In two parts: the WASM backend's own
 * kernel broadcasts α wrongly unless it is one value a channel.
 */
export const prelu: Operation<"prelu"> = {
  forward: (node, [x]) =>
    tf.add(
      tf.relu(x!),
      tf.mul(tf.minimum(x!, 0), weightOf(node, "alpha")),
    ),
  gradient: (node, g, { inputs: [x] }) => {
    const above = tf.step(x!);
    const below = tf.mul(tf.sub(1, above), weightOf(node, "alpha"));
    return [tf.mul(g, tf.add(above, below))];
  },
  keeps: () => "inputs",
};
