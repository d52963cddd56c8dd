import type { AnyNode } from "./graph_node.ts";
import type { LayerGraph } from "./layer_graph.ts";

/** The graph without the nodes that its output does not depend on. */
export function prune(graph: LayerGraph): LayerGraph {
  const needed = new Set([graph.input, graph.output]);
  for (const node of graph.nodes.toReversed()) {
    if (needed.has(node.id)) node.inputs.forEach((id) => needed.add(id));
  }
  const kept = graph.nodes.filter((node) => needed.has(node.id));
  const position = new Map(kept.map((node, id) => [node.id, id]));
  const renumbered = kept.map((node, id) => ({
    ...node,
    id,
    inputs: node.inputs.map((input) => position.get(input)!),
  } as AnyNode));
  return {
    ...graph,
    nodes: renumbered,
    input: position.get(graph.input)!,
    output: position.get(graph.output)!,
  };
}
