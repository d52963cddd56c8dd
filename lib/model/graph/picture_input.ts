import type { AnyNode, GraphNode } from "./graph_node.ts";
import type { LayerGraph } from "./layer_graph.ts";

/**
 * Returns a graph that takes pictures `[N, H, W, C]`, whatever layout the network
 * was built for: an input `[N, C, H, W]` is permuted from them, and one without
 * channels, `[N, H, W]`, is that of gray pictures. Every other graph comes back as
 * it is.
 *
 * @param graph The network in its own layout.
 * @param channelAxis The axis of its input, of rank 4, that has the channels.
 */
export function withPictureInput(
  graph: LayerGraph,
  channelAxis: number,
): LayerGraph {
  const { name, shape } = graph.nodes[graph.input]!;
  if (shape.length === 3) {
    return withInput(graph, [...shape, 1], {
      kind: "reshape",
      name: `${name}/gray`,
      attributes: { shape },
    });
  }
  const last = shape.length - 1;
  if (last !== 3 || channelAxis === last) return graph;
  const others = shape.filter((_, axis) => axis !== channelAxis);
  const permutation = [0, 1, 2];
  permutation.splice(channelAxis, 0, last);
  return withInput(graph, [...others, shape[channelAxis]!], {
    kind: "transpose",
    name: `${name}/layout`,
    attributes: { permutation },
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
