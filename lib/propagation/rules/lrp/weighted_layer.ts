import type * as tf from "@tensorflow/tfjs";
import {
  type AnyNode,
  type GraphNode,
  type NodeKind,
  weightOf,
} from "../../../model/mod.ts";
import {
  callback,
  objectWith,
  type Requirement,
  text,
} from "../../../options/mod.ts";
import type { Activations, Operation } from "../../operation.ts";
import { OPERATIONS } from "../../operations/mod.ts";

/** The least and the greatest value that each value of a layer's input can have. */
export interface InputBounds {
  /** Of the input's shape, or one that broadcasts to it. */
  readonly low: tf.Tensor;
  /** As `low`. */
  readonly high: tf.Tensor;
}

/**
 * A layer z = f(x; W, b) as LRP's rules see it: linear in x, to be run with
 * other inputs and kernels than its own.
 */
export interface WeightedLayer {
  /** Its name, for messages. */
  readonly name: string;
  /** x. */
  readonly input: tf.Tensor;
  /** z, with the bias. */
  readonly output: tf.Tensor;
  /** W. */
  readonly kernel: tf.Tensor;
  /** b. */
  readonly bias: tf.Tensor | undefined;
  /** Whether x is known to have no negative value. */
  readonly nonNegative: boolean;
  /** What the pixels allow; only of the first layer. */
  readonly bounds: () => InputBounds;
  /** f(x; kernel, 0). */
  readonly forward: (x: tf.Tensor, kernel: tf.Tensor) => tf.Tensor;
  /** The transpose of {@linkcode forward} by x, applied to s. */
  readonly transposed: (s: tf.Tensor, kernel: tf.Tensor) => tf.Tensor;
}

/** The layer of a node in a pass. */
export function weightedLayer(
  node: WeightedNode,
  at: Activations,
  { nonNegative, bounds }: Pick<WeightedLayer, "nonNegative" | "bounds">,
): WeightedLayer {
  const operation = OPERATIONS[node.kind] as unknown as Operation<NodeKind>;
  const withKernel = (kernel: tf.Tensor) =>
    ({ ...node, weights: { kernel: () => kernel } }) as GraphNode;
  return {
    name: node.name,
    input: at.inputs[0]!,
    output: at.output,
    kernel: weightOf(node as GraphNode, "kernel"),
    bias: node.weights.bias?.(),
    nonNegative,
    bounds,
    forward: (x, kernel) => operation.forward(withKernel(kernel), [x]),
    transposed: (s, kernel) =>
      operation.gradient(withKernel(kernel), s, at)[0]!,
  };
}

/** The kinds of node that have a kernel, for which LRP has rules to choose from. */
export type WeightedKind =
  | "conv2d"
  | "depthwiseConv2d"
  | "conv2dTranspose"
  | "dense";

/** The kinds with a kernel. */
export const WEIGHTED_KINDS: readonly WeightedKind[] = [
  "conv2d",
  "depthwiseConv2d",
  "conv2dTranspose",
  "dense",
];

/** A node with a kernel. */
export type WeightedNode = { [K in WeightedKind]: GraphNode<K> }[WeightedKind];

/** Whether a node has a kernel. */
export function isWeighted(node: AnyNode): node is WeightedNode {
  return (WEIGHTED_KINDS as readonly string[]).includes(node.kind);
}

/** How LRP hands the relevance of a layer's outputs to its inputs. */
export interface LrpRule {
  /** Its name with its parameters, such as `ε(1e-6)`. */
  readonly name: string;
  /** The relevance of the inputs, of the shape of `layer.input`. */
  readonly relevance: (
    layer: WeightedLayer,
    outputRelevance: tf.Tensor,
  ) => tf.Tensor;
}

/** What an {@linkcode LrpRule} must be. */
export const LRP_RULE: Requirement = objectWith(
  "a rule such as epsilon(0.01)",
  { name: text, relevance: callback },
);
