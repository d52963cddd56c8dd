import * as tf from "@tensorflow/tfjs";
import type {
  ActivationName,
  AnyNode,
  GraphNode,
  LayerGraph,
} from "../../model/mod.ts";
import type { Activations } from "../operation.ts";
import { OPERATIONS } from "../operations/mod.ts";
import { GRADIENT, type RuleTable } from "../rule_table.ts";

/** A rectifier on the way back. */
export interface RectifierPass {
  /** What arrives at its output. */
  readonly g: tf.Tensor;
  /** Its output. */
  readonly a: tf.Tensor;
  /** The rule of the gradient: the slope times something. */
  readonly timesSlope: (g: tf.Tensor) => tf.Tensor;
}

/**
 * The rules of the gradient with another one for rectifiers. Functions that are
 * none, such as the sigmoid of a gate, keep the gradient's.
 *
 * @param rule What leaves a rectifier at its input.
 */
export function rectifierRules(
  rule: (pass: RectifierPass) => tf.Tensor,
): RuleTable {
  return {
    ...GRADIENT,
    activation: (node, g, at) =>
      isRectifier(node)
        ? [rule({
          g,
          a: at.output,
          timesSlope: (g) => GRADIENT.activation(node, g, at)[0]!,
        })]
        : GRADIENT.activation(node, g, at),
    prelu: (node, g, at) => [rule({
      g,
      a: outputOf(node, at),
      timesSlope: (g) => GRADIENT.prelu(node, g, at)[0]!,
    })],
  };
}

/** The output of a prelu, which the forward pass does not keep. */
function outputOf(node: GraphNode<"prelu">, { inputs }: Activations) {
  return OPERATIONS.prelu.forward(node, inputs);
}

/**
 * Which elementwise functions are rectifiers: the relu, and what leaves the
 * positive side about as it is and flattens the negative one.
 */
export const RECTIFIERS: { readonly [N in ActivationName]: boolean } = {
  relu: true,
  leakyRelu: true,
  thresholdedRelu: true,
  clippedRelu: true,
  elu: true,
  selu: true,
  softplus: true,
  gelu: true,
  geluTanh: true,
  swish: true,
  hardSwish: true,
  mish: true,
  rectifier: true,
  sparsePlus: true,
  squareplus: true,
  sigmoid: false,
  hardSigmoid: false,
  tanh: false,
  softsign: false,
  celu: true,
  logSigmoid: false,
  hardShrink: false,
  softShrink: false,
  tanhShrink: false,
  clip: false,
  power: false,
  abs: false,
  cos: false,
  erf: false,
  exp: false,
  log: false,
  reciprocal: false,
  sin: false,
  sqrt: false,
  ceil: false,
  floor: false,
  round: false,
  sign: false,
};

/** Whether a node is a rectifier; a prelu is one. */
export function isRectifier(node: AnyNode): boolean {
  return node.kind === "prelu" ||
    node.kind === "activation" && RECTIFIERS[node.attributes.fn.name];
}

/**
 * Checks that there is a rectifier whose backward rule a method can replace:
 * without one it would be the gradient under another name.
 *
 * @throws {TypeError} If there is none.
 */
export function requireRectifier(graph: LayerGraph, method: string): void {
  if (graph.nodes.some(isRectifier)) return;
  throw new TypeError(
    `Cannot apply ${method} as the network must have a rectifier, such as relu, whose backward rule it replaces: there is none`,
  );
}

/**
 * The rules of Guided Backprop: a relu passes `1[z > 0] · ReLU(g)`, another
 * rectifier its slope times ReLU(g).
 *
 * Source: Springenberg et al., "Striving for Simplicity", 2014, section 3.4.
 *
 * @example
 * ```ts
 * import { guidedBackprop, inputGradient, loadModel } from "fullgrad";
 * import { GUIDED_BACKPROP } from "fullgrad/graph";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = "data/images/boat.png";
 * const guided = await inputGradient(model, image, { rules: GUIDED_BACKPROP });
 * assertEquals(guided.values, (await guidedBackprop(model, image)).values);
 * ```
 */
export const GUIDED_BACKPROP: RuleTable = rectifierRules(({ g, timesSlope }) =>
  timesSlope(tf.relu(g))
);

/**
 * The rules of DeconvNet: every rectifier passes `ReLU(g)`, whatever its slope.
 * Max pools use the positions of their maxima, as the gradient does.
 *
 * Source: Zeiler & Fergus, "Visualizing and Understanding Convolutional
 * Networks", 2013, section 2.1.
 *
 * @example
 * ```ts
 * import { deconvNet, inputGradient, loadModel } from "fullgrad";
 * import { DECONV_NET } from "fullgrad/graph";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = "data/images/boat.png";
 * const deconvolved = await inputGradient(model, image, { rules: DECONV_NET });
 * assertEquals(deconvolved.values, (await deconvNet(model, image)).values);
 * ```
 */
export const DECONV_NET: RuleTable = rectifierRules(({ g }) => tf.relu(g));
