import * as tf from "@tensorflow/tfjs";
import type { Operation } from "../operation.ts";
import {
  divideByRms,
  divideByRmsGradient,
  standardize,
  standardizeGradient,
} from "./normalization.ts";

/** Normalization of every sample over some axes, then an affine function. */
export const layerNorm: Operation<"layerNorm"> = {
  forward: (node, [x]) => {
    const { axes, epsilon } = node.attributes;
    const { normalized } = standardize(x!, axes, epsilon);
    const { gamma, beta } = node.weights;
    const scaled = gamma
      ? tf.mul(normalized, overAxes(gamma(), axes, x!))
      : normalized;
    return beta ? tf.add(scaled, overAxes(beta(), axes, x!)) : scaled;
  },
  gradient: (node, g, { inputs: [x] }) => {
    const { axes, epsilon } = node.attributes;
    const { gamma } = node.weights;
    const scaled = gamma ? tf.mul(g, overAxes(gamma(), axes, x!)) : g;
    return [
      standardizeGradient(scaled, standardize(x!, axes, epsilon), axes),
    ];
  },
  keeps: () => "both",
};

/** The values of every sample over the root of their mean square, times γ. */
export const rmsNorm: Operation<"rmsNorm"> = {
  forward: (node, [x]) => {
    const { axes, epsilon } = node.attributes;
    const { normalized } = divideByRms(x!, axes, epsilon);
    const { gamma } = node.weights;
    return gamma ? tf.mul(normalized, overAxes(gamma(), axes, x!)) : normalized;
  },
  gradient: (node, g, { inputs: [x] }) => {
    const { axes, epsilon } = node.attributes;
    const { gamma } = node.weights;
    const scaled = gamma ? tf.mul(g, overAxes(gamma(), axes, x!)) : g;
    return [
      divideByRmsGradient(scaled, divideByRms(x!, axes, epsilon), axes),
    ];
  },
  keeps: () => "both",
};

/** A weight over the normalized axes, shaped to broadcast with `x`. */
export function overAxes(
  values: tf.Tensor,
  axes: readonly number[],
  x: tf.Tensor,
): tf.Tensor {
  const shape = x.shape.map((size, axis) => axes.includes(axis) ? size : 1);
  return tf.reshape(values, shape);
}
