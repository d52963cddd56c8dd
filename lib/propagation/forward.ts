import * as tf from "@tensorflow/tfjs";
import type { AnyNode, GraphNode, LayerGraph, NodeKind } from "../model/mod.ts";
import type { Activations, Kept, Operation } from "./operation.ts";
import { OPERATIONS } from "./operations/mod.ts";

/** What a forward pass leaves behind for the backward pass. */
export interface ForwardRecord {
  /** The network. */
  readonly graph: LayerGraph;
  /** The output of the graph. */
  readonly output: tf.Tensor;
  /** The tensors around node `id`, as far as its rules need them. */
  readonly at: (id: number) => Activations;
}

/** The options of {@linkcode forward}. */
export interface ForwardOptions {
  /**
   * Names of nodes whose output is kept although no rule needs it, such as the
   * layer that a class activation map is drawn for.
   *
   * @default {[]}
   */
  readonly keepOutputsOf?: readonly string[];
}

/**
 * Runs a network and keeps what the backward pass reads.
 *
 * Call it inside `tf.tidy`, which owns the tensors of the record; what no rule
 * needs is disposed as soon as its last user has run.
 *
 * @param graph The network.
 * @param image The input, `[N, …]`.
 * @returns The record of the pass.
 */
export function forward(
  graph: LayerGraph,
  image: tf.Tensor,
  { keepOutputsOf = [] }: ForwardOptions = {},
): ForwardRecord {
  const values = new Map<number, tf.Tensor>();
  const shapes: (readonly number[])[] = [];
  const needed = neededLater(graph);
  keepOutputsOf.forEach((name) => needed.kept.add(idOf(graph, name)));
  for (const node of graph.nodes) {
    const inputs = node.id === graph.input
      ? [image]
      : node.inputs.map((id) => values.get(id)!);
    const output = tf.tidy(() => {
      const result = operationOf(node).forward(node, inputs);
      // A rule may hand an input on; disposing one must not dispose the other.
      return inputs.includes(result) ? tf.clone(result) : result;
    });
    values.set(node.id, output);
    shapes[node.id] = output.shape;
    for (const id of new Set(node.inputs)) {
      if (needed.lastUser[id] === node.id && !needed.kept.has(id)) {
        values.get(id)!.dispose();
        values.delete(id);
      }
    }
  }
  const at = (id: number): Activations => {
    const { inputs } = graph.nodes[id]!;
    return {
      inputs: inputs.map((input) => values.get(input)!),
      output: values.get(id)!,
      inputShapes: inputs.map((input) => shapes[input]!),
    };
  };
  return { graph, output: values.get(graph.output)!, at };
}

/** The operation of a node, typed for that node. */
export function operationOf<K extends NodeKind>(
  node: GraphNode<K>,
): Operation<K> {
  return OPERATIONS[node.kind] as unknown as Operation<K>;
}

function idOf(graph: LayerGraph, name: string): number {
  const node = graph.nodes.find((node) => node.name === name);
  if (node !== undefined) return node.id;
  throw new RangeError(
    `Cannot keep the output of "${name}" as the network has no such layer`,
  );
}

function neededLater(
  graph: LayerGraph,
): {
  readonly lastUser: readonly (number | undefined)[];
  readonly kept: Set<number>;
} {
  const lastUser: (number | undefined)[] = [];
  const kept = new Set([graph.output]);
  for (const node of graph.nodes) {
    const keeps = keepsOf(node);
    if (keeps === "inputs" || keeps === "both") {
      node.inputs.forEach((id) => kept.add(id));
    }
    if (keeps === "output" || keeps === "both") kept.add(node.id);
    node.inputs.forEach((id) => lastUser[id] = node.id);
  }
  return { lastUser, kept };
}

function keepsOf(node: AnyNode): Kept {
  return operationOf(node as GraphNode).keeps(node as GraphNode);
}
