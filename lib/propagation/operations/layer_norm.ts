import * as tf from "@tensorflow/tfjs";
import { runFused } from "../../backend/mod.ts";
import type { GraphNode } from "../../model/mod.ts";
import type { Operation } from "../operation.ts";
import {
  divideByRms,
  divideByRmsGradient,
  type Normalized,
  standardize,
  standardizeGradient,
} from "./normalization.ts";

/** Normalization of every sample over some axes, then an affine function. */
export const layerNorm: Operation<"layerNorm"> = {
  forward: (node, [x]) => {
    const { beta } = node.weights;
    return onRows("FullGradLayerNorm", node, { x: x!, beta: beta?.() }, () => {
      const scaled = withGamma(node, normalize(node, x!).normalized);
      return beta
        ? tf.add(scaled, overAxes(beta(), node.attributes.axes, x!))
        : scaled;
    });
  },
  gradient: (node, g, { inputs: [x] }) => [inputGradient(node, g, x!)],
  keeps: () => "both",
};

/** The values of every sample over the root of their mean square, times γ. */
export const rmsNorm: Operation<"rmsNorm"> = {
  forward: (node, [x]) =>
    onRows(
      "FullGradLayerNorm",
      node,
      { x: x! },
      () => withGamma(node, normalize(node, x!).normalized),
    ),
  gradient: (node, g, { inputs: [x] }) => [inputGradient(node, g, x!)],
  keeps: () => "both",
};

type NormNode = GraphNode<"layerNorm"> | GraphNode<"rmsNorm">;

/**
 * What a normalization leaves without its β: g ⊙ γ x̂ less the gradient by x
 * times x.
 */
export function normalizationTerm(
  node: NormNode,
  g: tf.Tensor,
  x: tf.Tensor,
): tf.Tensor {
  return onRows("FullGradLayerNormTerm", node, { x, dy: g }, () =>
    tf.sub(
      tf.mul(g, withGamma(node, normalize(node, x).normalized)),
      tf.mul(inputGradient(node, g, x), x),
    ));
}

function inputGradient(
  node: NormNode,
  g: tf.Tensor,
  x: tf.Tensor,
): tf.Tensor {
  return onRows("FullGradLayerNormGradient", node, { x, dy: g }, () => {
    const gradient = node.kind === "layerNorm"
      ? standardizeGradient
      : divideByRmsGradient;
    return gradient(
      withGamma(node, g),
      normalize(node, x),
      node.attributes.axes,
    );
  });
}

function normalize(node: NormNode, x: tf.Tensor): Normalized {
  const { axes, epsilon } = node.attributes;
  return node.kind === "layerNorm"
    ? standardize(x, axes, epsilon)
    : divideByRms(x, axes, epsilon);
}

function withGamma(node: NormNode, values: tf.Tensor): tf.Tensor {
  const { gamma } = node.weights;
  return gamma
    ? tf.mul(values, overAxes(gamma(), node.attributes.axes, values))
    : values;
}

/** Runs the backend's kernel, which takes rows: normalized axes are the last. */
function onRows(
  name:
    | "FullGradLayerNorm"
    | "FullGradLayerNormGradient"
    | "FullGradLayerNormTerm",
  node: NormNode,
  inputs: Readonly<Record<string, tf.Tensor | undefined>> & { x: tf.Tensor },
  compose: () => tf.Tensor,
): tf.Tensor {
  const { axes, epsilon } = node.attributes;
  const { shape, rank } = inputs.x;
  const areLast = axes.every((axis) => axis >= rank - axes.length);
  if (!areLast) return compose();
  return runFused(name, { ...inputs, gamma: node.weights.gamma?.() }, {
    length: axes.reduce((length, axis) => length * shape[axis]!, 1),
    epsilon,
    centered: node.kind === "layerNorm",
  }, compose);
}

/** A weight over the normalized axes, shaped to broadcast with `x`. */
export function overAxes(
  values: tf.Tensor,
  axes: readonly number[],
  x: tf.Tensor,
): tf.Tensor {
  const shape = x.shape.map((size, axis) => axes.includes(axis) ? size : 1);
  return tf.reshape(values, shape);
}
