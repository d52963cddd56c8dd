import type { AnyNode } from "./graph_node.ts";
import type { Head, LayerGraph } from "./layer_graph.ts";
import { prune } from "./prune.ts";

/**
 * The graph without the softmax or sigmoid at its end.
 *
 * Dropout behind the probability function is kept, and so are reshapes that
 * leave the classes on the last axis: they then take the logits.
 */
export function splitHead(graph: LayerGraph): LayerGraph {
  let at = graph.nodes[graph.output]!;
  while (at.kind === "identity" || keepsClasses(at, graph)) {
    at = graph.nodes[at.inputs[0]!]!;
  }
  const head = headOf(at);
  if (head === undefined) return graph;
  const logits = at.inputs[0]!;
  const bypassed = graph.nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map((id) => id === at.id ? logits : id),
  } as AnyNode));
  const output = at.id === graph.output ? logits : graph.output;
  return prune({ ...graph, nodes: bypassed, output, head });
}

function headOf(node: AnyNode): Head | undefined {
  if (node.kind === "softmax" || node.kind === "logSoftmax") {
    const { axis } = node.attributes;
    return axis === -1 || axis === node.shape.length - 1
      ? "softmax"
      : undefined;
  }
  const isSigmoid = node.kind === "activation" &&
    node.attributes.fn.name === "sigmoid";
  return isSigmoid ? "sigmoid" : undefined;
}

function keepsClasses(node: AnyNode, graph: LayerGraph): boolean {
  if (node.kind !== "reshape") return false;
  const before = graph.nodes[node.inputs[0]!]!.shape;
  const classes = node.shape.at(-1);
  return classes != null && before.at(-1) === classes;
}
