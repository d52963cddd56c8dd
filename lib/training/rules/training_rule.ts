import type * as tf from "@tensorflow/tfjs";
import type { GraphNode, NodeKind, WeightName } from "../../model/mod.ts";
import type { Activations, Operation } from "../../propagation/mod.ts";

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
