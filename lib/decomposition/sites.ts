import type { LayerGraph } from "../model/mod.ts";
import type { Site } from "./bias_term.ts";
import { siteOf } from "./decompose.ts";

/** The sites of all biases of a network, in forward order. */
export function sitesOf(graph: LayerGraph): Site[] {
  return graph.nodes.flatMap((node) => siteOf(node) ?? []);
}
