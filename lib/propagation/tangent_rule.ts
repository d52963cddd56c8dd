import * as tf from "@tensorflow/tfjs";
import type { GraphNode, NodeKind } from "../model/mod.ts";
import type { Activations, Operation } from "./operation.ts";

/** The tensors around a node in the forward pass of one image. */
export interface TangentPoint extends Activations {
  /** Shape of the output. */
  readonly outputShape: readonly number[];
}

/**
 * How a change of a node's inputs changes its output, to first order: the
 * product of its Jacobian with `tangents`, one an input. These are stacks
 * `[S, …]` of changes around one image, whose activations are `[1, …]`.
 *
 * @param gradient The node's vector-Jacobian product: some rules are made of it.
 */
export type TangentRule<K extends NodeKind> = (
  node: GraphNode<K>,
  tangents: readonly tf.Tensor[],
  at: TangentPoint,
  gradient: Operation<K>["gradient"],
) => tf.Tensor;

/** The sum of tensors whose shapes broadcast. */
export function sumOf(parts: readonly tf.Tensor[]): tf.Tensor {
  return parts.reduce((total, part) => tf.add(total, part));
}
