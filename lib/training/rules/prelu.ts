import * as tf from "@tensorflow/tfjs";
import { weightOf } from "../../model/mod.ts";
import { withWeights } from "./as_at_inference.ts";
import type { TrainingRule } from "./training_rule.ts";

/** x, or α·x below 0: α is learnt over the axes that share it. */
export const prelu: TrainingRule<"prelu"> = withWeights(
  "prelu",
  (node, g, { inputs: [x] }, names) => {
    if (!names.has("alpha")) return {};
    const alpha = weightOf(node, "alpha");
    const products = tf.mul(g, tf.minimum(x!, 0));
    const first = products.rank - alpha.rank;
    const shared = products.shape.map((_, axis) => axis)
      .filter((axis) => axis < first || alpha.shape[axis - first] === 1);
    return { alpha: tf.reshape(tf.sum(products, shared), alpha.shape) };
  },
);
