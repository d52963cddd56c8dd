import * as tf from "@tensorflow/tfjs";
import { runFused } from "../../backend/mod.ts";
import { type GraphNode, weightOf } from "../../model/mod.ts";
import type { Operation } from "../operation.ts";

/** Batch normalization at inference: an affine function of every channel. */
export const batchNorm: Operation<"batchNorm"> = {
  prepare: (node) => {
    const { scale, shift } = tf.tidy(() => batchNormAffine(node));
    return [scale, shift];
  },
  forward: (node, [x], prepared) => {
    const { scale, shift } = batchNormAffine(node, prepared);
    return tf.add(
      tf.mul(x!, along(scale, node, x!.rank)),
      along(shift, node, x!.rank),
    );
  },
  gradient: (node, g, { prepared }) => {
    const { scale } = batchNormAffine(node, prepared);
    return [tf.mul(g, along(scale, node, g.rank))];
  },
  keeps: () => "nothing",
};

/** A factor and a summand per channel. */
export type Affine = {
  readonly scale: tf.Tensor;
  readonly shift: tf.Tensor;
};

/**
 * `scale = γ / sqrt(var + ε)` and `shift = β − μ · scale`, so that batch
 * normalization is `scale · x + shift`; γ is 1 and β 0 where there is none.
 *
 * @param node The normalization.
 * @param prepared The two, where a pass has made them.
 */
export function batchNormAffine(
  node: GraphNode<"batchNorm">,
  [scaleMade, shiftMade]: readonly tf.Tensor[] = [],
): Affine {
  if (scaleMade && shiftMade) return { scale: scaleMade, shift: shiftMade };
  const [mean, variance] = [weightOf(node, "mean"), weightOf(node, "variance")];
  const gamma = node.weights.gamma?.();
  const beta = node.weights.beta?.();
  const { epsilon } = node.attributes;
  const [scale, shift] = runFused<readonly tf.Tensor[]>(
    "FullGradBatchNormAffine",
    { mean, variance, gamma, beta },
    { epsilon },
    () => {
      const deviation = tf.sqrt(tf.add(variance, epsilon));
      const scale = gamma ? tf.div(gamma, deviation) : tf.reciprocal(deviation);
      const center = tf.mul(mean, scale);
      return [scale, beta ? tf.sub(beta, center) : tf.neg(center)];
    },
  );
  return { scale: scale!, shift: shift! };
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
