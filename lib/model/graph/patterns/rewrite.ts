import type { AnyNode, GraphNode, NodeKind } from "../graph_node.ts";
import type { GraphWeights } from "../graph_weights.ts";
import type { LayerGraph } from "../layer_graph.ts";
import { prune } from "../prune.ts";

/** What a pattern sees of the graph around a node. */
export interface PatternView {
  /** The weights, as values. */
  readonly weights: GraphWeights;
  /** A node, as it is by now. */
  readonly node: (id: number) => AnyNode;
  /** Whether one node alone reads the output of `id`. */
  readonly hasOneUser: (id: number) => boolean;
}

/** What a node becomes; it keeps its place, and its name by default. */
export type Replacement = {
  [K in NodeKind]:
    & Pick<GraphNode<K>, "kind" | "inputs" | "attributes" | "weights">
    & Partial<Pick<GraphNode<K>, "name" | "layerClass">>;
}[NodeKind];

/**
 * What a node, with those before it, amounts to; `undefined` where it is not
 * what the pattern looks for.
 */
export type Pattern = (
  node: AnyNode,
  view: PatternView,
) => Replacement | undefined;

/**
 * The graph in which operations that an exporter has spelled out are one node
 * again: each pattern is tried on each node, in forward order.
 */
export function recognize(
  graph: LayerGraph,
  weights: GraphWeights,
  patterns: readonly Pattern[],
): LayerGraph {
  const nodes = [...graph.nodes];
  const uses = usesOf(graph);
  const view: PatternView = {
    weights,
    node: (id) => nodes[id]!,
    hasOneUser: (id) => uses[id] === 1,
  };
  const release = (ids: readonly number[]): void => {
    for (const id of ids) {
      if (--uses[id]! === 0) release(nodes[id]!.inputs);
    }
  };
  for (let id = 0; id < nodes.length; id++) {
    if (uses[id] === 0) continue;
    for (let at = 0; at < patterns.length; at++) {
      const replacement = patterns[at]!(nodes[id]!, view);
      if (replacement === undefined) continue;
      const before = nodes[id]!.inputs;
      nodes[id] = { ...nodes[id]!, ...replacement } as AnyNode;
      replacement.inputs.forEach((input) => uses[input]!++);
      release(before);
      // What it has become may be a part of something else.
      at = -1;
    }
  }
  return prune({ ...graph, nodes });
}

/** How many nodes read each output; the caller reads the last too. */
function usesOf({ nodes, output }: LayerGraph): number[] {
  const uses = nodes.map(() => 0);
  nodes.forEach(({ inputs }) => inputs.forEach((id) => uses[id]!++));
  uses[output]! += 2;
  return uses;
}
