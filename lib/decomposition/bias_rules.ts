import * as tf from "@tensorflow/tfjs";
import type { AnyNode, GraphNode, NodeKind } from "../model/mod.ts";
import {
  activationRest,
  type Activations,
  along,
  attentionScoresGradient,
  type BackwardRule,
  batchNormAffine,
  ELEMENTWISE,
  GRADIENT,
  normalizationTerm,
  overAxes,
  type RuleTable,
} from "../propagation/mod.ts";
import { sumPerImage } from "./sum_per_image.ts";

/** The bias-gradient term of a node, per neuron, given `g` = ∂f/∂z. */
export type BiasRule<K extends NodeKind> =
  & {
    readonly bias: "explicit" | "implicit";
    /** What its site is called behind the node's name, if the node has two. */
    readonly part?: string;
    /** Whether it is one number an image, which has no place. */
    readonly isOfImage?: true;
    /** Whether the node has such a term at all. */
    readonly applies: (node: GraphNode<K>) => boolean;
  }
  & ({
    /** The bias b of g ⊙ b, of a shape that broadcasts to that of `g`. */
    readonly factor: (node: GraphNode<K>, at: Activations) => tf.Tensor;
  } | {
    /** The term itself, where it is not g ⊙ b. */
    readonly product: (
      node: GraphNode<K>,
      g: tf.Tensor,
      at: Activations,
    ) => tf.Tensor;
  });

/** For operations that are positively homogeneous: <g, z> = <g_a, a>. */
const NONE: readonly [] = [];

const affine: readonly BiasRule<
  "conv2d" | "depthwiseConv2d" | "conv2dTranspose" | "dense"
>[] = [{
  bias: "explicit",
  applies: (node) => node.weights.bias !== undefined,
  factor: (node) => node.weights.bias!(),
}];

/** Of a product or a quotient: g times a multiple of the output. */
function ofOutput<K extends NodeKind>(
  multiple: (node: GraphNode<K>) => number,
): readonly BiasRule<K>[] {
  return [{
    bias: "implicit",
    applies: () => true,
    factor: (node, { output }) => tf.mul(output, multiple(node)),
  }];
}

/**
 * g ⊙ z − g_a ⊙ a: the definition, for an operation whose output has the shape
 * of its input. What is defined is its sum over the elements that are mixed.
 */
function byDefinition<
  K extends
    | "groupNorm"
    | "localResponseNorm"
    | "logSoftmax"
    | "softmax",
>(kind: K): BiasRule<K> {
  return {
    bias: "implicit",
    applies: () => true,
    product: (node, g, at) => {
      const rule = GRADIENT[kind] as unknown as (
        node: GraphNode<K>,
        g: tf.Tensor,
        at: Activations,
      ) => readonly tf.Tensor[];
      const [before] = rule(node, g, at);
      return tf.sub(
        tf.mul(g, at.output),
        tf.mul(before!, at.inputs[0]!),
      );
    },
  };
}

/** The same of a normalization, whose β has a term of its own. */
function ofNormalization<K extends "layerNorm" | "rmsNorm">(): BiasRule<K> {
  return {
    bias: "implicit",
    applies: () => true,
    product: (node, g, { inputs: [x] }) =>
      normalizationTerm(node as GraphNode<"layerNorm" | "rmsNorm">, g, x!),
  };
}

/** β of a layer norm, shaped to broadcast with its output. */
function betaOf(node: GraphNode<"layerNorm">, { output }: Activations) {
  return overAxes(node.weights.beta!(), node.attributes.axes, output);
}

/**
 * The bias-gradient term of every kind of operation o(a) = z: a map whose sum
 * is `contribution(o) = <g, z> − <g_a, a>`. Added over all operations and to
 * <∇x f, x> these make f(x) (Srinivas & Fleuret 2019, equation 2; for
 * implicit biases the telescoping sum is the definition).
 */
export const BIAS_RULES: {
  readonly [K in NodeKind]: readonly BiasRule<K>[];
} = {
  conv2d: affine,
  depthwiseConv2d: affine,
  conv2dTranspose: affine,
  dense: affine,
  batchNorm: [{
    bias: "explicit",
    applies: () => true,
    factor: (node, { prepared }) =>
      along(batchNormAffine(node, prepared).shift, node, node.shape.length),
  }],
  activation: [{
    bias: "implicit",
    applies: (node) => !ELEMENTWISE[node.attributes.fn.name].homogeneous,
    factor: (node, at) => activationRest(node.attributes.fn, at),
  }],
  elementwiseAffine: [{
    bias: "explicit",
    applies: (node) => node.weights.beta !== undefined,
    factor: (node) => node.weights.beta!(),
  }],
  // Two factors, of which each gives g ⊙ z back.
  gate: ofOutput(() => -1),
  matMul: ofOutput(() => -1),
  // What is divided gives g ⊙ z back, what divides −g ⊙ z.
  divide: ofOutput(() => 1),
  // <g, z> comes back through the values; what comes back through the scores
  // is a query's: all of its outputs hold an equal part.
  attention: [{
    bias: "implicit",
    applies: () => true,
    product: (_node, g, { inputs: [scores, values] }) => {
      const before = attentionScoresGradient(g, scores!, values!);
      const rows = tf.sum(tf.mul(before, scores!), -1, true);
      return tf.mul(tf.onesLike(g), tf.div(rows, -g.shape.at(-1)!));
    },
  }],
  // n factors: g ⊙ z comes back n times, once per factor.
  multiply: ofOutput((node) => 1 - node.inputs.length),
  rescale: [{
    bias: "explicit",
    applies: (node) => node.attributes.offset !== 0,
    factor: (node) => tf.scalar(node.attributes.offset),
  }],
  groupNorm: [byDefinition("groupNorm")],
  // From the last to the first: β is added to what is normalized.
  layerNorm: [
    {
      bias: "explicit",
      part: "beta",
      applies: (node) => node.weights.beta !== undefined,
      factor: (node, at) => betaOf(node, at),
    },
    ofNormalization(),
  ],
  localResponseNorm: [byDefinition("localResponseNorm")],
  rmsNorm: [ofNormalization()],
  softmax: [byDefinition("softmax")],
  logSoftmax: [byDefinition("logSoftmax")],
  // An unknown operation tells no place.
  other: [restOf(GRADIENT.other as BackwardRule<NodeKind>, [])],
  add: NONE,
  average: NONE,
  averagePool: NONE,
  concat: NONE,
  gather: NONE,
  globalAveragePool: NONE,
  globalMaxPool: NONE,
  identity: NONE,
  input: NONE,
  maxPool: NONE,
  maximum: NONE,
  minimum: NONE,
  pad: NONE,
  prelu: NONE,
  reduce: NONE,
  reshape: NONE,
  resize: NONE,
  slice: NONE,
  subtract: NONE,
  tile: NONE,
  transpose: NONE,
  upsample: NONE,
};

/**
 * The bias rules of a node where gradients pass it by other rules: its explicit
 * ones, and what the rule leaves.
 */
export function biasRulesOf(
  node: AnyNode,
  rules: RuleTable = GRADIENT,
): readonly BiasRule<NodeKind>[] {
  const rule = rules[node.kind] as unknown as BackwardRule<NodeKind>;
  const own = (BIAS_RULES[node.kind] as readonly BiasRule<NodeKind>[])
    .filter(({ applies }) => applies(node as GraphNode));
  const explicit = own.filter(({ bias }) => bias === "explicit");
  if (rule === GRADIENT[node.kind]) return own;
  switch (rule.leaves?.(node as GraphNode)) {
    case "gradient's":
      return own;
    case "nothing":
      return explicit;
    default:
      return [...explicit, restOf(rule, explicit)];
  }
}

/** What a rule leaves by definition, a number an image: <g, z> less all else. */
function restOf(
  rule: BackwardRule<NodeKind>,
  explicit: readonly BiasRule<NodeKind>[],
): BiasRule<NodeKind> {
  return {
    bias: "implicit",
    isOfImage: true,
    applies: () => true,
    product: (node, g, at) => {
      const parts = [
        ...rule(node, g, at).map((part, i) => tf.mul(part, at.inputs[i]!)),
        ...explicit.map((bias) =>
          "factor" in bias
            ? tf.mul(g, bias.factor(node, at))
            : bias.product(node, g, at)
        ),
      ];
      return parts.reduce<tf.Tensor>(
        (rest, part) => tf.sub(rest, sumPerImage(part)),
        sumPerImage(tf.mul(g, at.output)),
      );
    },
  };
}
