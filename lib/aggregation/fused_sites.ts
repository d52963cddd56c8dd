import type { LayerGraph, NodeKind } from "../model/mod.ts";
import { siteOf } from "../decomposition/mod.ts";

const LINEAR: ReadonlySet<NodeKind> = new Set([
  "conv2d",
  "depthwiseConv2d",
  "conv2dTranspose",
  "dense",
]);

/**
 * The batch normalizations that are one affine operation with the biased layer
 * before them: name of the normalization to name of that layer.
 *
 * The fused bias is γ (b − μ) / sqrt(var + ε) + β, and its term is the sum of the
 * two separate ones, neuron by neuron.
 */
export function fusedSites({ nodes }: LayerGraph): ReadonlyMap<string, string> {
  const users = new Map<number, number>();
  nodes.forEach((node) =>
    node.inputs.forEach((id) => users.set(id, (users.get(id) ?? 0) + 1))
  );
  return new Map(nodes.flatMap((node) => {
    const before = nodes[node.inputs[0] ?? -1];
    return node.kind === "batchNorm" && before !== undefined &&
        LINEAR.has(before.kind) &&
        users.get(before.id) === 1 && siteOf(before) !== undefined
      ? [[node.name, before.name]]
      : [];
  }));
}
