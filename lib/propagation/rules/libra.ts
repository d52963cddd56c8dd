import * as tf from "@tensorflow/tfjs";
import type { NodeKind } from "../../model/mod.ts";
import {
  divideByRms,
  ELEMENTWISE,
  GROUP_AXES,
  inGroups,
  overAxes,
  standardize,
  sumTo,
} from "../operations/mod.ts";
import { type BackwardRule, GRADIENT, type RuleTable } from "../rule_table.ts";

/**
 * The rules of LibraGrad: gates, attention weights and denominators are the
 * constants that they are for this image. What is left is affine, so that the
 * input term and the explicit biases alone add up to the output of a vision
 * transformer.
 *
 * - attention: the gradient goes through the values, not through the scores;
 * - gelu, swish (silu), hard-swish, mish: the slope is φ(x)/x, the gate;
 * - layer norm, rms norm, group norm, a quotient: the denominator is constant;
 * - maps and a gate, such as that of squeeze-and-excitation, or another factor
 *   that a sigmoid, a tanh or a softmax has made: the gate is constant;
 * - another product of n branches, such as SwiGLU's: each gets 1/n.
 *
 * All else passes the gradient: on networks of relus, pools and convolutions the
 * rules are the gradient's. The implicit bias of what is no gate stays, as of
 * sigmoid, tanh, relu6, elu, or a softmax at the very output.
 *
 * Source: Mehri, Soleymani Baghshah & Pilehvar, "LibraGrad: Balancing Gradient
 * Flow for Universally Better Vision Transformer Attributions", CVPR 2025, arXiv
 * 2411.16760. Mish, hard-swish, group norm and squeeze-and-excitation follow from
 * the same argument. What it gives up: it is not the derivative of the network.
 *
 * @example
 * ```ts
 * import { biasGradients, LIBRA, startBackend } from "fullgrad";
 * import { assert } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startBackend();
 * const model = tf.sequential({
 *   layers: [
 *     tf.layers.conv2d({ filters: 4, kernelSize: 3, activation: "swish", inputShape: [8, 8, 3] }),
 *     tf.layers.layerNormalization(),
 *     tf.layers.flatten(),
 *     tf.layers.dense({ units: 10, biasInitializer: "ones" }),
 *   ],
 * });
 * const image = tf.randomNormal([8, 8, 3]);
 * const { completeness } = await biasGradients(model, image, { rules: LIBRA });
 * assert(completeness[0]!.explicitRelativeToTerms < 1e-4);
 * ```
 */
export const LIBRA: RuleTable = {
  ...GRADIENT,
  activation: leaving<"activation">(
    ({ attributes: { fn } }) =>
      ELEMENTWISE[fn.name].gate === undefined ? "gradient's" : "nothing",
    (node, g, at) => {
      const { fn } = node.attributes;
      const { gate } = ELEMENTWISE[fn.name];
      return gate === undefined
        ? GRADIENT.activation(node, g, at)
        : [tf.mul(g, gate(at.inputs[0]!))];
    },
  ),
  attention: leaving(nothing, (_node, g, { inputs: [scores] }) => [
    tf.zerosLike(scores!),
    tf.matMul(tf.softmax(scores!), g, true),
  ]),
  divide: leaving(nothing, (_node, g, { inputs: [a, b] }) => [
    sumTo(tf.div(g, b!), a!.shape),
    tf.zerosLike(b!),
  ]),
  gate: leaving(nothing, (_node, g, { inputs: [x, gate] }) => [
    sumTo(tf.mul(g, gate!), x!.shape),
    tf.zerosLike(gate!),
  ]),
  groupNorm: leaving(nothing, (node, g, { inputs: [x] }) => {
    const { groups, epsilon } = node.attributes;
    const gamma = node.weights.gamma?.();
    const scaled = inGroups(gamma ? tf.mul(g, gamma) : g, groups);
    const { deviation } = standardize(
      inGroups(x!, groups),
      GROUP_AXES,
      epsilon,
    );
    return [tf.reshape(overDeviation(scaled, deviation, GROUP_AXES), x!.shape)];
  }),
  layerNorm: leaving(nothing, (node, g, { inputs: [x] }) => {
    const { axes, epsilon } = node.attributes;
    const gamma = node.weights.gamma?.();
    const scaled = gamma ? tf.mul(g, overAxes(gamma, axes, x!)) : g;
    const { deviation } = standardize(x!, axes, epsilon);
    return [overDeviation(scaled, deviation, axes)];
  }),
  rmsNorm: leaving(nothing, (node, g, { inputs: [x] }) => {
    const { axes, epsilon } = node.attributes;
    const gamma = node.weights.gamma?.();
    const scaled = gamma ? tf.mul(g, overAxes(gamma, axes, x!)) : g;
    return [tf.div(scaled, divideByRms(x!, axes, epsilon).deviation)];
  }),
  matMul: leaving(nothing, (node, g, at) => {
    const { weighting } = node.attributes;
    if (weighting === undefined) return inShares("matMul")(node, g, at);
    const [a, b] = at.inputs;
    return weighting === "first"
      ? [tf.zerosLike(a!), tf.matMul(a!, g, true)]
      : [tf.matMul(g, b!, false, true), tf.zerosLike(b!)];
  }),
  multiply: leaving(nothing, inShares("multiply")),
};

/** A rule, with what it leaves of a node's implicit term. */
function leaving<K extends NodeKind>(
  leaves: NonNullable<BackwardRule<K>["leaves"]>,
  rule: (...args: Parameters<BackwardRule<K>>) => readonly tf.Tensor[],
): BackwardRule<K> {
  return Object.assign(rule, { leaves });
}

function nothing(): "nothing" {
  return "nothing";
}

/** The gradient of `(x − mean) / deviation` where the deviation is constant. */
function overDeviation(
  g: tf.Tensor,
  deviation: tf.Tensor,
  axes: readonly number[],
): tf.Tensor {
  return tf.div(tf.sub(g, tf.mean(g, [...axes], true)), deviation);
}

/** Every factor gets an equal part of its gradient: g ⊙ z comes back once. */
function inShares<K extends "matMul" | "multiply">(
  kind: K,
): (...args: Parameters<BackwardRule<K>>) => readonly tf.Tensor[] {
  return (node, g, at) => {
    const rule = GRADIENT[kind] as BackwardRule<K>;
    const share = tf.div(g, node.inputs.length);
    return rule(node, share, at);
  };
}
