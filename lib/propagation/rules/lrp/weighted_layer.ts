import type * as tf from "@tensorflow/tfjs";
import { type GraphNode, type NodeKind, weightOf } from "../../../model/mod.ts";
import type { Activations, Operation } from "../../operation.ts";
import { OPERATIONS } from "../../operations/mod.ts";
import type { WeightedNode } from "./weighted_kind.ts";

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
