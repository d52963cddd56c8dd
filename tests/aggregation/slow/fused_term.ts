import type * as tf from "@tensorflow/tfjs";
import type { SiteTerms } from "./slow_map.ts";

/**
 * g ⊙ (γ (b − μ) / sqrt(var + ε) + β), the term of a convolution and the batch
 * normalization behind it as one layer, channel by channel in float64.
 *
 * @param alone The normalization's own term, g ⊙ (β − γ μ / sqrt(var + ε)): g
 * is read off it.
 */
export async function fusedTerm(
  alone: SiteTerms,
  bias: ArrayLike<number>,
  normalization: tf.layers.Layer,
  epsilon: number,
): Promise<SiteTerms> {
  const [gamma, beta, mean, variance] = await Promise.all(
    normalization.getWeights().map((weight) => weight.data()),
  );
  const affine = (b: number, c: number) =>
    gamma![c]! * (b - mean![c]!) / Math.sqrt(variance![c]! + epsilon) +
    beta![c]!;
  const channels = bias.length;
  const values = Array.from(alone.values, (term, i) => {
    const c = i % channels;
    return term / affine(0, c) * affine(bias[c]!, c);
  });
  return { values, shape: alone.shape };
}
