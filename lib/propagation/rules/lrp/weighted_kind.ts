import type { AnyNode, GraphNode } from "../../../model/mod.ts";

/** The kinds of node that have a kernel, for which LRP has rules to choose from. */
export type WeightedKind =
  | "conv2d"
  | "depthwiseConv2d"
  | "conv2dTranspose"
  | "dense";

/** The kinds with a kernel. */
export const WEIGHTED_KINDS: readonly WeightedKind[] = [
  "conv2d",
  "depthwiseConv2d",
  "conv2dTranspose",
  "dense",
];

/** A node with a kernel. */
export type WeightedNode = { [K in WeightedKind]: GraphNode<K> }[WeightedKind];

/** Whether a node has a kernel. */
export function isWeighted(node: AnyNode): node is WeightedNode {
  return (WEIGHTED_KINDS as readonly string[]).includes(node.kind);
}
