import type * as tf from "@tensorflow/tfjs";
import type { GraphNode, NodeKind } from "../model/mod.ts";

/** The tensors around one node in a forward pass. */
export interface Activations {
  /** The node's inputs, where its {@linkcode Operation.keeps} names them. */
  readonly inputs: readonly tf.Tensor[];
  /** The node's output, where {@linkcode Operation.keeps} names it. */
  readonly output: tf.Tensor;
  /** Shapes of the inputs; always known. */
  readonly inputShapes: readonly (readonly number[])[];
  /** What {@linkcode Operation.prepare} made for this pass. */
  readonly prepared?: readonly tf.Tensor[] | undefined;
}

/** Which of a node's tensors its rules read after the forward pass. */
export type Kept = "nothing" | "inputs" | "output" | "both";

/** The extremes that a node picked in a forward pass. */
export interface Extremes {
  /** Of the output's size, a row per image. */
  readonly values: tf.Tensor;
  /** How many of the values that each was picked from are as great, of their shape. */
  readonly counts: tf.Tensor;
}

/** The other way to treat values that tie, of a kind of node that picks extremes. */
export interface Ties<K extends NodeKind> {
  /** The extremes of a node; `undefined` if it picks none. */
  readonly extremes: (
    node: GraphNode<K>,
    at: Activations,
  ) => Extremes | undefined;
  /** The gradient by each input, if values that tie share it equally. */
  readonly gradient: Operation<K>["gradient"];
}

/** What is done on the way from the gradient by an output to that by the input. */
export interface GradientSteps {
  /** Factors of the gradient by the output, per channel: batch normalization's. */
  readonly scale?: tf.Tensor | undefined;
  /** The gradient by the same input that came through other nodes; added. */
  readonly residual?: tf.Tensor | undefined;
  /**
   * The input, where a ReLU made it: the gradient is then that by the ReLU's
   * own input.
   */
  readonly mask?: tf.Tensor | undefined;
}

/** What one kind of node computes, and its vector-Jacobian product. */
export interface Operation<K extends NodeKind> {
  /** Small tensors made of the weights, once a pass, for all that follows. */
  readonly prepare?: (node: GraphNode<K>) => readonly tf.Tensor[];
  /** The node's output. */
  readonly forward: (
    node: GraphNode<K>,
    inputs: readonly tf.Tensor[],
    prepared?: readonly tf.Tensor[],
  ) => tf.Tensor;
  /** The gradient by each input, given `g`, the gradient by the output. */
  readonly gradient: (
    node: GraphNode<K>,
    g: tf.Tensor,
    at: Activations,
  ) => readonly tf.Tensor[];
  /** The gradient by the only input, of kinds whose kernel does its steps too. */
  readonly finishedGradient?: (
    node: GraphNode<K>,
    g: tf.Tensor,
    at: Activations,
    steps: GradientSteps,
  ) => tf.Tensor;
  /** Of kinds whose `gradient` goes to the first of the values that tie. */
  readonly ties?: Ties<K>;
  /** What `gradient` and the bias term of the node read from {@linkcode Activations}. */
  readonly keeps: (node: GraphNode<K>) => Kept;
}
