import type { ActivationName, AnyNode, LayerGraph } from "../../model/mod.ts";

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
