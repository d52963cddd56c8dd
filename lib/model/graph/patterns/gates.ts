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
 * Maps times weights of them, whatever these are computed from: what a sigmoid, a
 * tanh or a softmax has made, and may have been moved, scaled or masked since.
 */
export const weighting: Pattern = (node, view) => {
  for (const [maps, gate] of factorsOf(node)) {
    if (!isWeighting(gate, view) || isWeighting(maps, view)) continue;
    return { kind: "gate", inputs: [maps, gate], attributes: {}, weights: {} };
  }
  return undefined;
};

/** A product of matrices of which one holds such weights, of rows or columns. */
export const weightedSum: Pattern = (node, view) => {
  if (node.kind !== "matMul" || node.attributes.weighting) return undefined;
  const [first, second] = node.inputs.map((id) => isWeighting(id, view));
  if (first === second) return undefined;
  const { inputs, weights } = node;
  const attributes = { weighting: first ? "first" : "second" } as const;
  return { kind: "matMul", inputs, attributes, weights };
};

function isWeighting(id: number, view: PatternView): boolean {
  const node = view.node(id);
  switch (node.kind) {
    case "activation":
      return ["sigmoid", "hardSigmoid", "tanh"].includes(
        node.attributes.fn.name,
      );
    case "softmax":
      return true;
    case "elementwiseAffine":
    case "identity":
    case "rescale":
    case "reshape":
    case "resize":
    case "slice":
    case "tile":
    case "transpose":
    case "upsample":
      return isWeighting(node.inputs[0]!, view);
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
