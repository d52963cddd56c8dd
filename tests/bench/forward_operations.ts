import type { AnyNode, LayerGraph } from "../../lib/model/mod.ts";

/**
 * Multiplications and additions of a forward pass over one image, as its
 * convolutions, dense layers and products of matrices are defined: an algorithm
 * that needs fewer does not count as fewer.
 */
export function forwardOperations({ nodes }: LayerGraph): number {
  return nodes.reduce(
    (sum, node) => sum + operationsOfNode(node, nodes[node.inputs[0]!]),
    0,
  );
}

/** Those of one node. */
export function operationsOfNode(
  node: AnyNode,
  input: AnyNode | undefined,
): number {
  if (node.kind === "matMul" || node.kind === "attention") {
    const size = node.shape.slice(1)
      .reduce<number>((product, length) => product * length!, 1);
    return 2 * size * input!.shape.at(-1)!;
  }
  const kernel = node.weights.kernel?.().shape;
  if (kernel === undefined) return 0;
  const positions = node.shape.slice(1, -1)
    .reduce<number>((product, length) => product * length!, 1);
  return 2 * positions * kernel.reduce((product, length) => product * length);
}
