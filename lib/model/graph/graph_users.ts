import type { LayerGraph } from "./layer_graph.ts";

/** The nodes that read each output; two more read the network's. */
export function usersOf({ nodes, output }: LayerGraph): readonly number[][] {
  const users: number[][] = nodes.map(() => []);
  nodes.forEach((node) =>
    node.inputs.forEach((id) => users[id]!.push(node.id))
  );
  // The output is read by the caller too.
  users[output]!.push(-1, -1);
  return users;
}

/**
 * The place of the last step that reads each output, by id; none of an output that
 * no step reads. A graph's nodes are steps whose places are their ids.
 *
 * @param steps What runs, in order, and the ids that it reads.
 */
export function lastUsersOf(
  steps: readonly { readonly inputs: readonly number[] }[],
): ReadonlyMap<number, number> {
  const lastUser = new Map<number, number>();
  steps.forEach(({ inputs }, i) => inputs.forEach((id) => lastUser.set(id, i)));
  return lastUser;
}
