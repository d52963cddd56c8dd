import type { AnyNode, LayerGraph } from "../../lib/model/mod.ts";

/**
 * Multiplications and additions of a forward pass over one image, as its
 * convolutions and dense layers are defined: an algorithm that needs fewer does
 * not count as fewer.
 */
export function forwardOperations({ nodes }: LayerGraph): number {
  return nodes.reduce((sum, node) => sum + operationsOf(node), 0);
}

function operationsOf(node: AnyNode): number {
  const kernel = node.weights.kernel?.().shape;
  if (kernel === undefined) return 0;
  const positions = node.shape.slice(1, -1)
    .reduce<number>((product, length) => product * length!, 1);
  return 2 * positions * kernel.reduce((product, length) => product * length);
}
