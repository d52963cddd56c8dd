import { type Constant, ConstantSpace } from "../folding/constant.ts";
import { combineConstants } from "../folding/elementwise.ts";
import type { AnyNode, LiveWeight } from "../graph_node.ts";
import type { GraphWeights, WeightValues } from "../graph_weights.ts";
import type { Pattern, PatternView, Replacement } from "./rewrite.ts";

/** γ ⊙ x + β of one node, as values. */
interface Affine {
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

/**
 * Batch normalization spelled out: a factor and a summand for every channel
 * behind a convolution, or behind a batch normalization that lacks them.
 */
export const batchNorm: Pattern = (node, view) => {
  if (node.kind !== "elementwiseAffine") return undefined;
  const before = view.node(node.inputs[0]!);
  if (!view.hasOneUser(before.id)) return undefined;
  const affine = affineOf(node, view.weights)!;
  const given = [affine.gamma, affine.beta].filter((each) =>
    each !== undefined
  );
  if (!given.every((each) => isPerChannel(each, node))) return undefined;
  return before.kind === "batchNorm"
    ? mergedNorm(before, affine, view)
    : spelledNorm(node, before, affine, view);
};

/** γ' ⊙ (γ ⊙ x̂ + β) + β' as one batch normalization. */
function mergedNorm(
  norm: Extract<AnyNode, { kind: "batchNorm" }>,
  affine: Affine,
  { weights }: PatternView,
): Replacement | undefined {
  if (norm.attributes.axis !== norm.shape.length - 1) return undefined;
  const own = (name: "gamma" | "beta") => {
    const weight = norm.weights[name];
    return weight && weights.valuesOf(weight);
  };
  const beta = own("beta");
  return {
    kind: "batchNorm",
    name: norm.name,
    layerClass: norm.layerClass,
    inputs: norm.inputs,
    attributes: norm.attributes,
    weights: {
      ...norm.weights,
      ...weightsOf({
        gamma: times(affine.gamma, own("gamma")),
        beta: plus(beta && times(affine.gamma, beta), affine.beta),
      }, weights),
    },
  };
}

/** A factor and a summand behind a convolution, with statistics of 0 and 1. */
function spelledNorm(
  node: AnyNode,
  before: AnyNode,
  { gamma, beta }: Affine,
  { weights }: PatternView,
): Replacement | undefined {
  if (!hasKernel(before) || before.kind === "dense") return undefined;
  if (gamma === undefined || beta === undefined) return undefined;
  const channels = node.shape.at(-1)!;
  const filled = (value: number) =>
    weights.add({
      data: new Float32Array(channels).fill(value),
      shape: [channels],
    });
  return {
    kind: "batchNorm",
    inputs: node.inputs,
    attributes: { axis: node.shape.length - 1, epsilon: 0 },
    weights: {
      ...weightsOf({ gamma, beta }, weights),
      mean: filled(0),
      variance: filled(1),
    },
  };
}

function hasKernel(node: AnyNode): boolean {
  return node.kind === "conv2d" || node.kind === "depthwiseConv2d" ||
    node.kind === "conv2dTranspose" || node.kind === "dense";
}

/** Whether there is one value for each channel, which lie on the last axis. */
function isPerChannel({ shape }: WeightValues, node: AnyNode): boolean {
  return shape.length === 1 && shape[0] === node.shape.at(-1);
}

function affineOf(node: AnyNode, weights: GraphWeights): Affine | undefined {
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

function weightsOf({ gamma, beta }: Affine, weights: GraphWeights) {
  return {
    ...(gamma && { gamma: weights.add(gamma) }),
    ...(beta && { beta: weights.add(beta) }),
  };
}

function times(
  a: WeightValues | undefined,
  b: WeightValues | undefined,
): WeightValues | undefined {
  return a && b ? combined(a, b, (x, y) => x * y) : a ?? b;
}

function plus(
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
