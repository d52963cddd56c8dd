import type { AnyNode } from "./graph_node.ts";
import { GraphWeights } from "./graph_weights.ts";
import type { LayerGraph } from "./layer_graph.ts";
import { type Pattern, recognize } from "./patterns/mod.ts";
import { prune } from "./prune.ts";
import { splitHead } from "./split_head.ts";

/**
 * The graph of a network whose nodes are all there: without those that the output
 * does not depend on, with what its format spells out recognized, and with the
 * head split off.
 *
 * @param weights The weights as values, where patterns read them.
 */
export function finishGraph(
  { nodes, input, output }: {
    readonly nodes: readonly AnyNode[];
    readonly input: number;
    readonly output: number;
  },
  patterns: readonly Pattern[],
  weights: GraphWeights = new GraphWeights(),
): LayerGraph {
  const whole = prune({ nodes, input, output, head: undefined });
  return splitHead(recognize(whole, weights, patterns));
}
