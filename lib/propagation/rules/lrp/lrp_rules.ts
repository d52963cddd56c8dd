import * as tf from "@tensorflow/tfjs";
import {
  type ActivationName,
  type AnyNode,
  type GraphNode,
  type LayerGraph,
  type NodeKind,
  UnsupportedLayerError,
} from "../../../model/mod.ts";
import { nonNegativeNodes } from "../../non_negative_nodes.ts";
import type { Activations } from "../../operation.ts";
import {
  type BackwardRule,
  GRADIENT,
  type RuleTable,
} from "../../rule_table.ts";
import type { LrpComposite } from "./composite.ts";
import { type PixelBounds, pixelBoundsAt } from "./pixel_bounds.ts";
import { stabilize } from "./redistribute.ts";
import {
  isWeighted,
  type WeightedKind,
  weightedLayer,
  type WeightedNode,
} from "./weighted_layer.ts";

/** What {@linkcode lrpRules} needs to know. */
export interface LrpContext {
  /** The network, with its normalizations merged. */
  readonly graph: LayerGraph;
  /** The rules of layers with a kernel. */
  readonly composite: LrpComposite;
  /** Shape of the images, `[n, H, W, C]`. */
  readonly imageShape: readonly number[];
  /** Of the pixels, for the rule zB; throws where nobody knows. */
  readonly bounds: () => PixelBounds;
}

/** Keeps sums of contributions that cancel from dividing by zero. */
const EPSILON = 1e-6;

type Rule = (
  node: GraphNode,
  relevance: tf.Tensor,
  at: Activations,
) => readonly tf.Tensor[];

/**
 * The rules of layer-wise relevance propagation: what goes backwards is the
 * relevance R, not a gradient. They need the outputs of all nodes.
 *
 * Layers with a kernel have the composite's rules. Sums, means and average pools
 * share R in proportion to the contributions; max pools, maxima and what only
 * moves values send R where the value came from; activations and normalizations
 * that could not be merged pass R on as it is; a product gives R to its factors
 * of full size, none to what gates them.
 */
export function lrpRules(
  { graph, composite, imageShape, bounds }: LrpContext,
): RuleTable {
  const first = firstLayers(graph.nodes);
  const nonNegative = nonNegativeNodes(graph.nodes);
  const byComposite = <K extends WeightedKind>(): BackwardRule<K> =>
  (
    node,
    relevance,
    at,
  ) => {
    const layer = weightedLayer(node as unknown as WeightedNode, at, {
      nonNegative: nonNegative.has(node.inputs[0]!),
      bounds: () =>
        pixelBoundsAt(node as unknown as AnyNode, graph, imageShape, bounds()),
    });
    const rule = composite.ruleOf(
      node as unknown as AnyNode,
      first.has(node.id),
    );
    return [rule.relevance(layer, relevance)];
  };
  return {
    ...STRUCTURE,
    conv2d: byComposite(),
    depthwiseConv2d: byComposite(),
    conv2dTranspose: byComposite(),
    dense: byComposite(),
  };
}

const pass: Rule = (_node, relevance) => [relevance];

/** Functions that are arithmetic, not the activation of a neuron. */
const ARITHMETIC: ReadonlySet<ActivationName> = new Set([
  "ceil",
  "cos",
  "exp",
  "floor",
  "log",
  "power",
  "reciprocal",
  "round",
  "sign",
  "sin",
]);

const passActivation: BackwardRule<"activation"> = (node, relevance) => {
  if (hasLrpRule(node)) return [relevance];
  throw new UnsupportedLayerError(
    node.name,
    node.layerClass,
    `LRP has no rule for the function ${node.attributes.fn.name}, which is no neuron's activation`,
  );
};

/** `R_i = x_i (Jᵀ (R / z))_i` for an operation that is linear in its inputs. */
function inProportion<K extends NodeKind>(kind: K): BackwardRule<K> {
  return (node, relevance, at) => {
    const s = tf.div(relevance, stabilize(at.output, EPSILON));
    const shares = (GRADIENT[kind] as BackwardRule<K>)(node, s, at);
    return shares.map((share, i) => tf.mul(at.inputs[i]!, share));
  };
}

const toFullSize: Rule = (_node, relevance, { inputs, output }) => {
  const isFull = inputs.map(({ size }) => size === output.size);
  const share = tf.div(relevance, Math.max(1, isFull.filter(Boolean).length));
  return inputs.map((input, i) => isFull[i] ? share : tf.zerosLike(input));
};

/** To the maps that are gated, or to what is divided; none to the other input. */
const toFirst: Rule = (_node, relevance, { inputs: [, other] }) => [
  relevance,
  tf.zerosLike(other!),
];

const refuse: Rule = ({ name, layerClass, kind }) => {
  throw new UnsupportedLayerError(
    name,
    layerClass,
    `LRP has no rule for the kind ${kind}`,
  );
};

// AttnLRP (Achtibat et al. 2024), with rules of its own for attention and
// layer norm, is another method; LIBRA is the gradient's counterpart of it.
const refuseAttention: Rule = ({ name, layerClass }) => {
  throw new UnsupportedLayerError(
    name,
    layerClass,
    "LRP has no rule for attention: use a gradient method with rules: LIBRA",
  );
};

/** The rules of the kinds without a kernel. */
const STRUCTURE: Omit<RuleTable, WeightedKind> = {
  activation: passActivation,
  batchNorm: pass,
  elementwiseAffine: pass,
  groupNorm: pass,
  identity: pass,
  layerNorm: pass,
  localResponseNorm: pass,
  prelu: pass,
  rescale: pass,
  rmsNorm: pass,
  add: inProportion("add"),
  average: inProportion("average"),
  averagePool: inProportion("averagePool"),
  globalAveragePool: inProportion("globalAveragePool"),
  reduce: inProportion("reduce"),
  resize: inProportion("resize"),
  subtract: inProportion("subtract"),
  upsample: inProportion("upsample"),
  concat: GRADIENT.concat,
  gather: GRADIENT.gather,
  globalMaxPool: GRADIENT.globalMaxPool,
  input: GRADIENT.input,
  maxPool: GRADIENT.maxPool,
  maximum: GRADIENT.maximum,
  minimum: GRADIENT.minimum,
  pad: GRADIENT.pad,
  reshape: GRADIENT.reshape,
  slice: GRADIENT.slice,
  tile: GRADIENT.tile,
  transpose: GRADIENT.transpose,
  divide: toFirst,
  gate: toFirst,
  multiply: toFullSize,
  attention: refuseAttention,
  logSoftmax: refuse,
  matMul: refuse,
  other: refuse,
  softmax: refuse,
};

/** Whether {@linkcode lrpRules} has a rule for every layer of a network. */
export function hasLrpRules({ nodes }: LayerGraph): boolean {
  return nodes.every(hasLrpRule);
}

function hasLrpRule(node: AnyNode): boolean {
  if (isWeighted(node)) return true;
  if (node.kind === "activation") {
    return !ARITHMETIC.has(node.attributes.fn.name);
  }
  const rule: unknown = STRUCTURE[node.kind];
  return rule !== refuse && rule !== refuseAttention;
}

/** Ids of the layers with a kernel that have none before them. */
export function firstLayers(nodes: readonly AnyNode[]): ReadonlySet<number> {
  const behind = new Set<number>();
  const first = new Set<number>();
  for (const node of nodes) {
    const hasBefore = node.inputs.some((id) => behind.has(id));
    if (isWeighted(node) && !hasBefore) first.add(node.id);
    if (isWeighted(node) || hasBefore) behind.add(node.id);
  }
  return first;
}
