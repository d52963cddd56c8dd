import * as tf from "@tensorflow/tfjs";
import { type GraphNode, weightOf } from "../../model/mod.ts";
import type { Operation } from "../operation.ts";

/** Batch normalization at inference: an affine function of every channel. */
export const batchNorm: Operation<"batchNorm"> = {
  forward: (node, [x]) => {
    const { scale, shift } = batchNormAffine(node);
    return tf.add(
      tf.mul(x!, along(scale, node, x!.rank)),
      along(shift, node, x!.rank),
    );
  },
  gradient: (
    node,
    g,
  ) => [tf.mul(g, along(batchNormAffine(node).scale, node, g.rank))],
  keeps: () => "nothing",
};

/**
 * `scale = γ / sqrt(var + ε)` and `shift = β − μ · scale`, so that batch
 * normalization is `scale · x + shift`; γ is 1 and β 0 where there is none.
 */
export function batchNormAffine(
  node: GraphNode<"batchNorm">,
): { readonly scale: tf.Tensor; readonly shift: tf.Tensor } {
  const deviation = tf.sqrt(
    tf.add(weightOf(node, "variance"), node.attributes.epsilon),
  );
  const gamma = node.weights.gamma?.();
  const beta = node.weights.beta?.();
  const scale = gamma ? tf.div(gamma, deviation) : tf.reciprocal(deviation);
  const centre = tf.mul(weightOf(node, "mean"), scale);
  return { scale, shift: beta ? tf.sub(beta, centre) : tf.neg(centre) };
}

/** A value per channel, shaped to broadcast over the node's axis. */
export function along(
  values: tf.Tensor,
  node: GraphNode<"batchNorm">,
  rank: number,
): tf.Tensor {
  const { axis } = node.attributes;
  if (axis === rank - 1) return values;
  const shape = Array.from(
    { length: rank },
    (_, i) => i === axis ? values.size : 1,
  );
  return tf.reshape(values, shape);
}
