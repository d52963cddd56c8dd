import type { ActivationName, AnyNode, NodeKind } from "../model/mod.ts";

/** Functions that have no negative value. */
const NON_NEGATIVE: ReadonlySet<ActivationName> = new Set([
  "abs",
  "clippedRelu",
  "exp",
  "hardSigmoid",
  "relu",
  "sigmoid",
  "softplus",
  "sparsePlus",
  "sqrt",
  "squareplus",
]);

/** Kinds whose output has no negative value where no input has one. */
const KEEPING: ReadonlySet<NodeKind> = new Set([
  "add",
  "average",
  "averagePool",
  "concat",
  "divide",
  "gate",
  "gather",
  "globalAveragePool",
  "globalMaxPool",
  "identity",
  "maxPool",
  "maximum",
  "minimum",
  "multiply",
  "pad",
  "reduce",
  "reshape",
  "slice",
  "tile",
  "transpose",
  "upsample",
]);

/** Ids of the nodes whose output has no negative value, as far as kinds tell. */
export function nonNegativeNodes(
  nodes: readonly AnyNode[],
): ReadonlySet<number> {
  const found = new Set<number>();
  for (const node of nodes) {
    const known = node.kind === "activation"
      ? NON_NEGATIVE.has(node.attributes.fn.name)
      : KEEPING.has(node.kind) && node.inputs.every((id) => found.has(id));
    if (known) found.add(node.id);
  }
  return found;
}
