import type { AnyNode, GraphNode, NodeKind } from "../graph_node.ts";
import type { LayerGraph } from "../layer_graph.ts";

import { type Place, type PlaceRule, sidesOf } from "./place.ts";
import { PLACES } from "./place_rules.ts";
import { Rectangles } from "./rectangles.ts";
import { isInOrder, type TokenGrid, tokenGrid } from "./token_grid.ts";

/** How a node's output is laid over the picture. */
export type Placement = "maps" | TokenGrid | undefined;

const PLACEMENTS = new WeakMap<LayerGraph, readonly (() => Placement)[]>();

/**
 * How the output of a node lies over the picture: as feature maps `[N, h, w, C]`,
 * as tokens with a grid, or not at all.
 *
 * It follows from the graph alone and is computed once for each. Data movement
 * moves places as it moves values; what is mixed has the least rectangle around
 * its parts, which is no place if it is the whole picture; a sum of what has a
 * place and what has none has the place; rows of a matrix product have the place
 * of the rows of its first factor.
 */
export function placementOf(graph: LayerGraph, id: number): Placement {
  let placements = PLACEMENTS.get(graph);
  if (placements === undefined) {
    placements = placementsOf(graph);
    PLACEMENTS.set(graph, placements);
  }
  return placements[id]!();
}

function placementsOf({ nodes }: LayerGraph): readonly (() => Placement)[] {
  const rectangles = new Rectangles();
  const places: Place[] = [];
  return nodes.map((node) => {
    const place = placeOf(node, places, nodes, rectangles);
    places.push(place);
    let found: { readonly placement: Placement } | undefined;
    return () => {
      found ??= { placement: placement(place, sidesOf(node), rectangles) };
      return found.placement;
    };
  });
}

function placement(
  place: Place,
  shape: readonly number[] | undefined,
  rectangles: Rectangles,
): Placement {
  if (place === "maps") return "maps";
  if (place === "nowhere" || shape === undefined) return undefined;
  return isInOrder(place, shape, rectangles)
    ? "maps"
    : tokenGrid(place, shape, rectangles);
}

function placeOf(
  node: AnyNode,
  places: readonly Place[],
  nodes: readonly AnyNode[],
  rectangles: Rectangles,
): Place {
  const rule = PLACES[node.kind] as unknown as PlaceRule<NodeKind>;
  const place = rule({
    node: node as GraphNode,
    inputs: node.inputs.map((id) => places[id]!),
    shapes: node.inputs.map((id) => sidesOf(nodes[id]!)),
    rectangles,
  });
  const { shape } = node;
  if (typeof place === "object") {
    return place.isNowhere ? single(shape) : place;
  }
  // Maps of one value a channel, as of squeeze-and-excitation, lie over it all.
  return place === "nowhere" ? single(shape) : place;
}

function single(shape: AnyNode["shape"]): Place {
  return shape.length === 4 && shape[1] === 1 && shape[2] === 1
    ? "maps"
    : "nowhere";
}
