import type { AnyNode } from "../graph_node.ts";
import { factorsOf } from "./linear_view.ts";
import type { Pattern, PatternView } from "./rewrite.ts";

/** Nodes that may lie between maps and their gate. */
const LONGEST_WAY = 32;

/**
 * The gate of squeeze-and-excitation: maps times one value a channel that is
 * computed from their means.
 */
export const squeezeExcite: Pattern = (node, view) => {
  for (const [maps, gate] of factorsOf(node)) {
    if (!isPerChannel(view.node(gate), view.node(maps))) continue;
    if (!isComputedFrom(gate, maps, view)) continue;
    return { kind: "gate", inputs: [maps, gate], attributes: {}, weights: {} };
  }
  return undefined;
};

/**
 * Maps times shares of them between 0 and 1, whatever these are computed from: a
 * sigmoid or a softmax, which may have been moved or copied on the way.
 */
export const shares: Pattern = (node, view) => {
  for (const [maps, gate] of factorsOf(node)) {
    if (!isShare(gate, view) || isShare(maps, view)) continue;
    return { kind: "gate", inputs: [maps, gate], attributes: {}, weights: {} };
  }
  return undefined;
};

function isShare(id: number, view: PatternView): boolean {
  const node = view.node(id);
  switch (node.kind) {
    case "activation":
      return ["sigmoid", "hardSigmoid"].includes(node.attributes.fn.name);
    case "softmax":
      return true;
    case "identity":
    case "reshape":
    case "resize":
    case "slice":
    case "tile":
    case "transpose":
    case "upsample":
      return isShare(node.inputs[0]!, view);
    default:
      return false;
  }
}

/** Whether a value has length 1 along the axes of space, and the maps do not. */
function isPerChannel(gate: AnyNode, maps: AnyNode): boolean {
  const [, height, width] = maps.shape;
  return maps.shape.length === 4 && gate.shape.length === 4 &&
    gate.shape[1] === 1 && gate.shape[2] === 1 &&
    !(height === 1 && width === 1);
}

/** Whether a value depends on the image by the means of `maps` alone. */
function isComputedFrom(
  gate: number,
  maps: number,
  view: PatternView,
): boolean {
  const seen = new Set<number>();
  const open = [gate];
  let isPooled = false;
  while (open.length > 0) {
    const id = open.pop()!;
    if (seen.has(id)) continue;
    seen.add(id);
    const node = view.node(id);
    if (seen.size > LONGEST_WAY || node.inputs.length === 0) return false;
    for (const input of node.inputs) {
      if (input !== maps) open.push(input);
      else if (isPool(node)) isPooled = true;
      else return false;
    }
  }
  return isPooled;
}

function isPool({ kind }: AnyNode): boolean {
  return kind === "globalAveragePool" || kind === "globalMaxPool" ||
    kind === "averagePool" || kind === "reduce";
}
