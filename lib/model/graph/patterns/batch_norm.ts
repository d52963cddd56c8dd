import type { AnyNode, NodeKind } from "../graph_node.ts";
import {
  type Affine,
  affineOf,
  hasKernel,
  isPerChannel,
  plus,
  times,
  weightsOf,
} from "./affine.ts";
import type { Pattern, PatternView, Replacement } from "./rewrite.ts";

/**
 * Batch normalization spelled out: a factor and a summand for every channel of
 * feature maps, or behind a batch normalization that lacks them.
 */
export const batchNorm: Pattern = (node, view) => {
  if (node.kind !== "elementwiseAffine") return undefined;
  const before = view.node(node.inputs[0]!);
  const affine = affineOf(node, view.weights)!;
  const given = [affine.gamma, affine.beta].filter((each) =>
    each !== undefined
  );
  if (!given.every((each) => isPerChannel(each, node))) return undefined;
  if (before.kind !== "batchNorm") {
    return spelledNorm(node, before, affine, view);
  }
  return view.hasOneUser(before.id)
    ? mergedNorm(before, affine, view)
    : undefined;
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

/** A factor and a summand of feature maps, with statistics of 0 and 1. */
function spelledNorm(
  node: AnyNode,
  before: AnyNode,
  { gamma, beta }: Affine,
  view: PatternView,
): Replacement | undefined {
  if (gamma === undefined || beta === undefined) return undefined;
  if (!isOfFeatures(before, view)) return undefined;
  const channels = node.shape.at(-1)!;
  const filled = (value: number) =>
    view.weights.add({
      data: new Float32Array(channels).fill(value),
      shape: [channels],
    });
  return {
    kind: "batchNorm",
    inputs: node.inputs,
    attributes: { axis: node.shape.length - 1, epsilon: 0 },
    weights: {
      ...weightsOf({ gamma, beta }, view.weights),
      mean: filled(0),
      variance: filled(1),
    },
  };
}

/** What stands between a convolution and the normalization behind it. */
const BETWEEN: ReadonlySet<NodeKind> = new Set([
  "activation",
  "prelu",
  "maxPool",
  "averagePool",
  "add",
  "concat",
]);

/**
 * Whether a node gives feature maps that networks normalize: a convolution, or
 * maps that come from nothing but convolutions, through functions, pools, sums
 * and concatenations of them. Normalizations and products have factors and
 * summands of their own, the picture is rescaled, and a factor without a summand
 * is a layer's scale: these stay what they are.
 */
function isOfFeatures(before: AnyNode, { node: nodeOf }: PatternView): boolean {
  const seen = new Set<number>();
  const open = [before];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (seen.has(node.id)) continue;
    seen.add(node.id);
    if (hasKernel(node)) {
      // Behind a dense layer lies its output's scale.
      if (node.kind === "dense" && node === before) return false;
      continue;
    }
    const isBetween = node.shape.length === 4 &&
      (BETWEEN.has(node.kind) || node.kind === "batchNorm" && node !== before);
    if (!isBetween) return false;
    open.push(...node.inputs.map(nodeOf));
  }
  return true;
}
