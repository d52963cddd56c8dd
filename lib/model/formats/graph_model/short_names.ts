import type { Network } from "../../model.ts";

/** What TensorFlow puts before the names of what a function calls. */
const CALL = /^(Stateful)?PartitionedCall$/;

/**
 * The network with names that a person can read: without the calls of functions
 * on the way to an operation, and without the path that all have in common. Where
 * two would get the same name, all stay as the file has them.
 */
export function withShortNames(network: Network): Network {
  const { graph, weightLayers } = network;
  const names = graph.nodes.filter(({ id }) => id !== graph.input)
    .map(({ name }) => name);
  const paths = [...names, ...weightLayers.map(({ name }) => name)]
    .map(pathOf);
  const common = commonLength(paths);
  const short = (name: string) => pathOf(name).slice(common).join("/");
  const taken = new Set(names.map(short));
  const input = graph.nodes[graph.input]!.name;
  if (taken.size < new Set(names).size || taken.has(input)) return network;
  return {
    ...network,
    graph: {
      ...graph,
      nodes: graph.nodes.map((node) =>
        node.id === graph.input ? node : { ...node, name: short(node.name) }
      ),
    },
    weightLayers: weightLayers.map((layer) => ({
      ...layer,
      name: short(layer.name),
    })),
  };
}

function pathOf(name: string): readonly string[] {
  const parts = name.split("/");
  return parts.filter((part, i) => i === parts.length - 1 || !CALL.test(part));
}

/** How many parts all paths begin with alike, less the last of the shortest. */
function commonLength(paths: readonly (readonly string[])[]): number {
  const most = Math.min(...paths.map(({ length }) => length)) - 1;
  const first = paths[0] ?? [];
  const end = first.findIndex((part, i) =>
    i >= most || paths.some((path) => path[i] !== part)
  );
  return Math.max(0, end);
}
