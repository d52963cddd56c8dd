import * as tf from "@tensorflow/tfjs";
import type { GraphNode, NodeKind, WeightName } from "../../model/mod.ts";
import {
  type Activations,
  type Kept,
  type Operation,
  OPERATIONS,
} from "../../propagation/mod.ts";

/** The tensors around a node in a training pass. */
export interface TrainingActivations extends Activations {
  /** What the node's own forward rule saved. */
  readonly saved: readonly tf.Tensor[];
}

/** What a node computes in training. */
export interface TrainingOutput {
  /** The node's output. */
  readonly output: tf.Tensor;
  /** What its other rules read beside inputs and output. */
  readonly saved?: readonly tf.Tensor[];
}

/** Which gradients of a node are wanted. */
export interface Wanted {
  /** Whether those by its inputs are. */
  readonly inputs: boolean;
  /** The weights whose gradients are. */
  readonly weights: ReadonlySet<WeightName>;
}

/** The gradients of a node: those wanted, or more. */
export interface NodeGradients {
  /** The gradient by each input. */
  readonly inputs: readonly tf.Tensor[];
  /** The gradients by the weights, by their names. */
  readonly weights: { readonly [name in WeightName]?: tf.Tensor };
}

/** How one kind of node runs while a network is trained. */
export interface TrainingRule<K extends NodeKind> {
  /** The node's output, and what must be saved. */
  readonly forward: (
    node: GraphNode<K>,
    inputs: readonly tf.Tensor[],
    statisticsMomentum: number,
  ) => TrainingOutput;
  /** The gradients that are wanted, given `g`, the gradient by the output. */
  readonly backward: (
    node: GraphNode<K>,
    g: tf.Tensor,
    at: TrainingActivations,
    wanted: Wanted,
  ) => NodeGradients;
  /** Which of the node's tensors these rules read. */
  readonly keeps: Operation<K>["keeps"];
}

/** The gradients by the weights among `names`, given `g`. */
export type WeightRule<K extends NodeKind> = (
  node: GraphNode<K>,
  g: tf.Tensor,
  at: TrainingActivations,
  names: ReadonlySet<WeightName>,
) => NodeGradients["weights"];

/** The rule of a kind that has no weights and runs as it does at inference. */
export function asAtInference<K extends NodeKind>(kind: K): TrainingRule<K> {
  const rule = withWeights(kind, () => ({}));
  return { ...rule, keeps: (OPERATIONS[kind] as Operation<K>).keeps };
}

/** The rule of a kind that runs as at inference and learns by its inputs. */
export function withWeights<K extends NodeKind>(
  kind: K,
  weights: WeightRule<K>,
): TrainingRule<K> {
  const { forward, gradient, keeps } = OPERATIONS[kind] as Operation<K>;
  return {
    forward: (node, inputs) => ({ output: forward(node, inputs) }),
    backward: (node, g, at, wanted) => ({
      inputs: wanted.inputs ? gradient(node, g, at) : [],
      weights: wanted.weights.size > 0
        ? weights(node, g, at, wanted.weights)
        : {},
    }),
    keeps: (node) => plusInputs(keeps(node)),
  };
}

function plusInputs(kept: Kept): Kept {
  return kept === "output" || kept === "both" ? "both" : "inputs";
}

/**
 * The sums over all axes but the last, `[C]`: as a product with a row of ones,
 * which every backend does fast.
 *
 * @param factor What the sums are multiplied by.
 */
export function channelSums(x: tf.Tensor, factor = 1): tf.Tensor1D {
  const channels = x.shape.at(-1)!;
  const count = x.size / channels;
  return tf.reshape(
    tf.matMul(tf.fill([1, count], factor), tf.reshape(x, [count, channels])),
    [channels],
  );
}
