import * as tf from "@tensorflow/tfjs";
import type { WeightedLayer } from "./weighted_layer.ts";

/** A part of a layer's input with the kernel that it meets. */
export type LayerPart = readonly [x: tf.Tensor, kernel: tf.Tensor];

/**
 * The relevance of the inputs in proportion to their part of
 * `z = Σ f(x_i; W_i) + b`: `Σ x_i ⊙ f(·; W_i)ᵀ (R / z)`.
 */
export function redistribute(
  layer: WeightedLayer,
  parts: readonly LayerPart[],
  bias: tf.Tensor | undefined,
  relevance: tf.Tensor,
): tf.Tensor {
  const sums = parts.map(([x, kernel]) => layer.forward(x, kernel));
  const z = total(bias ? [...sums, bias] : sums);
  const s = tf.div(relevance, stabilize(z));
  return total(
    parts.map(([x, kernel]) => tf.mul(x, layer.transposed(s, kernel))),
  );
}

/**
 * The layer in parts: the positive inputs with the kernel `same`, the negative
 * ones, where there can be any, with the kernel `opposite`.
 */
export function partsBySign(
  { input, nonNegative }: WeightedLayer,
  same: tf.Tensor,
  opposite: tf.Tensor,
): readonly LayerPart[] {
  if (nonNegative) return [[input, same]];
  return [[tf.relu(input), same], [tf.minimum(input, 0), opposite]];
}

/** The positive and the negative part of a tensor. */
export function partsOf(
  x: tf.Tensor,
): { readonly above: tf.Tensor; readonly below: tf.Tensor } {
  return { above: tf.relu(x), below: tf.minimum(x, 0) };
}

function total([first, ...rest]: readonly tf.Tensor[]): tf.Tensor {
  return rest.reduce((sum, term) => tf.add(sum, term), first!);
}

/**
 * Nothing beside any activation: where the denominator is 0, so is everything
 * that it divides.
 */
const LEAST = 1e-12;

/** z moved away from 0 by ε, to its own side. */
export function stabilize(z: tf.Tensor, epsilon = 0): tf.Tensor {
  const side = tf.sub(tf.mul(2, tf.step(z)), 1);
  return tf.add(z, tf.mul(Math.max(epsilon, LEAST), side));
}
