import type { AnyNode, GraphNode, NodeKind } from "./graph_node.ts";
import type { LayerGraph } from "./layer_graph.ts";
import { prune } from "./prune.ts";

/**
 * Returns a graph that takes pictures `[N, H, W, C]`, whatever layout the network
 * was built for: an input `[N, C, H, W]` is permuted from them, and one without
 * channels, `[N, H, W]`, is that of gray pictures. Every other graph comes back as
 * it is.
 *
 * @param graph The network in its own layout.
 */
export function withPictureInput(graph: LayerGraph): LayerGraph {
  const { name, shape } = graph.nodes[graph.input]!;
  if (shape.length === 3) {
    return withInput(graph, [...shape, 1], {
      kind: "reshape",
      name: `${name}/gray`,
      attributes: { shape },
    });
  }
  if (shape.length !== 4) return graph;
  const axis = channelAxis(graph);
  if (axis === 3) return graph;
  const others = shape.filter((_, i) => i !== axis);
  const permutation = [0, 1, 2].toSpliced(axis, 0, 3);
  return withoutReturns(
    withInput(graph, [...others, shape[axis]!], {
      kind: "transpose",
      name: `${name}/layout`,
      attributes: { permutation },
    }),
  );
}

/** Kinds that tell where the channels are: here they are last. */
const SPATIAL: ReadonlySet<NodeKind> = new Set([
  "averagePool",
  "conv2d",
  "conv2dTranspose",
  "depthwiseConv2d",
  "globalAveragePool",
  "globalMaxPool",
  "maxPool",
  "resize",
  "upsample",
]);

/**
 * On which axis of the input, of rank 4, the channels are. A shape alone does not
 * say it: `[3, 8, 8]` may be an image of three rows.
 *
 * It follows from the first operation on the way from the input that takes feature
 * maps, through those that keep the axes or permute them; 3 where there is none.
 */
function channelAxis({ nodes, input }: LayerGraph): number {
  /** By node: `axes[i]` is the input's axis that is axis i there. */
  const places = new Map<number, readonly number[]>([[input, [0, 1, 2, 3]]]);
  for (const node of nodes) {
    const axes = node.inputs.map((id) => places.get(id))
      .find((axes) => axes !== undefined);
    if (axes === undefined || node.kind === "reshape") continue;
    if (SPATIAL.has(node.kind)) return axes[3]!;
    if (node.kind === "transpose") {
      places.set(
        node.id,
        node.attributes.permutation.map((axis) => axes[axis]!),
      );
    } else if (node.shape.length === 4) places.set(node.id, axes);
  }
  return 3;
}

/** The graph in which the input is not permuted to be permuted back. */
function withoutReturns(graph: LayerGraph): LayerGraph {
  const { nodes, input } = graph;
  const layout = nodes[input + 1] as GraphNode<"transpose">;
  const back = new Set(
    nodes.filter((node) =>
      node.kind === "transpose" && node.inputs[0] === layout.id &&
      node.attributes.permutation.every((axis, i) =>
        layout.attributes.permutation[axis] === i
      )
    ).map(({ id }) => id),
  );
  return prune({
    ...graph,
    nodes: nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map((id) => back.has(id) ? input : id),
    } as AnyNode)),
  });
}

/** The graph behind an input of another shape and an operation on it. */
function withInput(
  graph: LayerGraph,
  shape: readonly (number | null)[],
  taken: Pick<
    GraphNode<"reshape"> | GraphNode<"transpose">,
    "kind" | "name" | "attributes"
  >,
): LayerGraph {
  const { input, nodes } = graph;
  const own = nodes[input]!;
  const moved = (id: number) => id < input ? id : id + 1;
  // Users of the input take what the operation makes of it.
  const rest = nodes.map((node) => ({
    ...node,
    id: moved(node.id),
    inputs: node.inputs.map(moved),
  } as AnyNode));
  return {
    ...graph,
    nodes: [
      ...rest.slice(0, input),
      { ...own, shape } as AnyNode,
      {
        ...taken,
        id: input + 1,
        layerClass: own.layerClass,
        inputs: [input],
        shape: own.shape,
        weights: {},
      } as AnyNode,
      ...rest.slice(input + 1),
    ],
    output: moved(graph.output),
  };
}
