import { type Constant, ConstantSpace } from "../folding/constant.ts";
import { combineConstants } from "../folding/elementwise.ts";
import type { AnyNode, LiveWeight } from "../graph_node.ts";
import type { GraphWeights, WeightValues } from "../graph_weights.ts";
import type { Pattern, Replacement } from "./rewrite.ts";

/** γ ⊙ x + β of one node, as values. */
export interface Affine {
  readonly gamma: WeightValues | undefined;
  readonly beta: WeightValues | undefined;
}

/** Two affine functions of every element in a row: one. */
export const affineChain: Pattern = (node, view) => {
  const outer = affineOf(node, view.weights);
  if (outer === undefined) return undefined;
  const before = view.node(node.inputs[0]!);
  const inner = view.hasOneUser(before.id)
    ? affineOf(before, view.weights)
    : undefined;
  if (inner === undefined) return undefined;
  const gamma = times(outer.gamma, inner.gamma);
  const beta = plus(
    inner.beta && times(outer.gamma, inner.beta),
    outer.beta,
  );
  const whole = { gamma, beta };
  if (isNumber(gamma) && isNumber(beta)) {
    return {
      kind: "rescale",
      inputs: before.inputs,
      attributes: { scale: gamma?.data[0] ?? 1, offset: beta?.data[0] ?? 0 },
      weights: {},
    };
  }
  return {
    kind: "elementwiseAffine",
    inputs: before.inputs,
    attributes: {},
    weights: weightsOf(whole, view.weights),
  };
};

/** What is added to every channel behind a layer with a kernel: its bias. */
export const biasBehind: Pattern = (node, view) => {
  const affine = affineOf(node, view.weights);
  if (affine?.beta === undefined || affine.gamma) return undefined;
  const layer = view.node(node.inputs[0]!);
  if (!hasKernel(layer) || !view.hasOneUser(layer.id)) return undefined;
  // One number for all channels is a bias too.
  const channels = node.shape.at(-1)!;
  const beta = node.kind === "rescale"
    ? {
      data: new Float32Array(channels).fill(affine.beta.data[0]!),
      shape: [channels],
    }
    : affine.beta;
  if (!isPerChannel(beta, node)) return undefined;
  const own = layer.weights.bias;
  const bias = own
    ? view.weights.add(plus(view.weights.valuesOf(own), beta)!)
    // As it is: other layers may share it.
    : node.weights.beta ?? view.weights.add(beta);
  return {
    kind: layer.kind,
    name: layer.name,
    layerClass: layer.layerClass,
    inputs: layer.inputs,
    attributes: layer.attributes,
    weights: { ...layer.weights, bias },
  } as Replacement;
};

/** Whether a node is linear in its input, with a kernel. */
export function hasKernel(node: AnyNode): boolean {
  return node.kind === "conv2d" || node.kind === "depthwiseConv2d" ||
    node.kind === "conv2dTranspose" || node.kind === "dense";
}

/** Whether there is one value for each channel, which lie on the last axis. */
export function isPerChannel({ shape }: WeightValues, node: AnyNode): boolean {
  return shape.length === 1 && shape[0] === node.shape.at(-1);
}

/** The node as γ ⊙ x + β, if it is no more. */
export function affineOf(
  node: AnyNode,
  weights: GraphWeights,
): Affine | undefined {
  if (node.kind === "rescale") {
    const { scale, offset } = node.attributes;
    return {
      gamma: scale === 1 ? undefined : number(scale),
      beta: offset === 0 ? undefined : number(offset),
    };
  }
  if (node.kind !== "elementwiseAffine") return undefined;
  const values = (weight: LiveWeight | undefined) =>
    weight && weights.valuesOf(weight);
  return {
    gamma: values(node.weights.gamma),
    beta: values(node.weights.beta),
  };
}

function number(value: number): WeightValues {
  return { data: Float32Array.of(value), shape: [] };
}

function isNumber(values: WeightValues | undefined): boolean {
  return values === undefined || values.data.length === 1;
}

/** Weights with the values of γ and β, where there are some. */
export function weightsOf({ gamma, beta }: Affine, weights: GraphWeights) {
  return {
    ...(gamma && { gamma: weights.add(gamma) }),
    ...(beta && { beta: weights.add(beta) }),
  };
}

/** The product of values that broadcast; what is missing is 1. */
export function times(
  a: WeightValues | undefined,
  b: WeightValues | undefined,
): WeightValues | undefined {
  return a && b ? combined(a, b, (x, y) => x * y) : a ?? b;
}

/** The sum of values that broadcast; what is missing is 0. */
export function plus(
  a: WeightValues | undefined,
  b: WeightValues | undefined,
): WeightValues | undefined {
  return a && b ? combined(a, b, (x, y) => x + y) : a ?? b;
}

function combined(
  a: WeightValues,
  b: WeightValues,
  f: (x: number, y: number) => number,
): WeightValues {
  const inputs = [a, b].map((each): Constant => ({ ...each, type: "float" }));
  const { shape, data } = combineConstants(
    new ConstantSpace(),
    inputs,
    (x, y) => f(x!, y!),
  );
  return { shape, data: data as Float32Array };
}
