import * as tf from "@tensorflow/tfjs";
import { withWeights } from "./as_at_inference.ts";
import { channelSums } from "./channel_sums.ts";
import type { TrainingRule } from "./training_rule.ts";

/** A product of the last axis with a kernel. */
export const dense: TrainingRule<"dense"> = withWeights(
  "dense",
  (_node, g, { inputs: [x] }, names) => ({
    ...(names.has("kernel") && {
      kernel: tf.matMul(tf.transpose(rows(x!)), rows(g)),
    }),
    ...(names.has("bias") && { bias: channelSums(g) }),
  }),
);

function rows(x: tf.Tensor): tf.Tensor2D {
  return tf.reshape(x, [-1, x.shape.at(-1)!]);
}
