import type { AnyNode } from "../../../model/mod.ts";
import { isWeighted } from "./weighted_kind.ts";

/** Ids of the layers with a kernel that have none before them. */
export function firstLayers(nodes: readonly AnyNode[]): ReadonlySet<number> {
  const behind = new Set<number>();
  const first = new Set<number>();
  for (const node of nodes) {
    const hasBefore = node.inputs.some((id) => behind.has(id));
    if (isWeighted(node) && !hasBefore) first.add(node.id);
    if (isWeighted(node) || hasBefore) behind.add(node.id);
  }
  return first;
}
