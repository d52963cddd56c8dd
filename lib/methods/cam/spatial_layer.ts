import {
  type AnyNode,
  type LayerGraph,
  type Model,
  type NodeKind,
  placementOf,
} from "../../model/mod.ts";
import { layerNamed } from "../layers.ts";
import { channelHead } from "./channel_head.ts";

/** Kinds that compute nothing new: they thin out, move or copy feature maps. */
const PASSING: ReadonlySet<NodeKind> = new Set([
  "averagePool",
  "gather",
  "identity",
  "input",
  "maxPool",
  "pad",
  "rescale",
  "reshape",
  "resize",
  "slice",
  "tile",
  "transpose",
  "upsample",
]);

/**
 * The layer that a class activation map is drawn for: the one of that name, or
 * else, in a transformer, the normalization before the last attention, and in any
 * other network the last layer that is more than one value wide or high and
 * computes something, so that a pool behind it does not count. Where the channels
 * of that layer are the classes, as in a fully convolutional head, it is the last
 * one before them.
 *
 * @throws {RangeError} If there is no layer of that name.
 * @throws {TypeError} If the layer has no place in the image, or no layer has.
 */
export function spatialLayer(model: Model, layer?: string): AnyNode {
  const { graph } = model;
  if (layer === undefined) {
    return attendedLayer(graph) ?? lastSpatialLayer(model);
  }
  const node = layerNamed(model, layer);
  if (placementOf(graph, node.id) !== undefined) return node;
  const others = graph.nodes.filter(({ id, kind }) =>
    !PASSING.has(kind) && placementOf(graph, id) !== undefined
  ).map(({ name }) => name);
  const last = others.length === 0
    ? "no layer has"
    : `those that have are ${others.length}, the last of them ${
      others.slice(-3).join(", ")
    }`;
  throw new TypeError(
    `Cannot draw a class activation map of the layer "${layer}" as its output must be feature maps [N, h, w, C] or tokens that have a place in the image: current shape is [${
      node.shape.map((size) => size ?? "any").join(", ")
    }]; ${last}`,
  );
}

/**
 * What the last attention of a transformer is computed from: behind it, only a
 * class token may have a gradient.
 */
function attendedLayer(graph: LayerGraph): AnyNode | undefined {
  const { nodes } = graph;
  const attention = nodes.findLast(({ id, kind }) =>
    typeof placementOf(graph, id) === "object" &&
    (kind === "attention" || isProductOfSoftmax(graph, id))
  );
  if (attention === undefined) return undefined;
  // A network that goes on with convolutions has its feature maps behind it.
  const goesOn = nodes.some(({ id, kind }) =>
    id > attention.id && (kind === "conv2d" || kind === "depthwiseConv2d")
  );
  if (goesOn) return undefined;
  const before = new Set(attention.inputs);
  for (const { id, inputs } of nodes.toReversed()) {
    if (before.has(id)) inputs.forEach((input) => before.add(input));
  }
  const norm = nodes.findLast(({ id, kind }) =>
    before.has(id) && (kind === "layerNorm" || kind === "rmsNorm") &&
    placementOf(graph, id) !== undefined
  );
  // Its own shift is a node behind it.
  return nodes.find(({ id, kind, inputs }) =>
    kind === "elementwiseAffine" && inputs[0] === norm?.id && before.has(id)
  ) ?? norm;
}

/** Attention whose weights are read elsewhere too, so that it is no one node. */
function isProductOfSoftmax({ nodes }: LayerGraph, id: number): boolean {
  const { kind, inputs } = nodes[id]!;
  return kind === "matMul" &&
    inputs.some((input) => nodes[input]!.kind === "softmax");
}

function lastSpatialLayer({ name, graph }: Model): AnyNode {
  const tokens = graph.nodes.findLast(({ id, kind }) =>
    kind === "layerNorm" && typeof placementOf(graph, id) === "object"
  );
  const wide = graph.nodes.filter((node) =>
    isWide(graph, node) && !PASSING.has(node.kind)
  );
  const maps = wide.findLast((node) => !channelHead(graph, node).areClasses) ??
    wide.at(-1);
  const node = tokens && tokens.id > (maps?.id ?? -1) ? tokens : maps;
  if (node !== undefined) return node;
  throw new TypeError(
    `Cannot draw a class activation map as the network must have a layer of feature maps [N, h, w, C] or of tokens: "${name}" has none`,
  );
}

/** Whether a layer has feature maps of more than one place. */
function isWide(graph: LayerGraph, { id, shape }: AnyNode): boolean {
  if (shape.length !== 4) return false;
  const placement = placementOf(graph, id);
  if (placement === "maps") return !(shape[1] === 1 && shape[2] === 1);
  // Maps with channels first are cells of a grid as well.
  return typeof placement === "object" &&
    placement.height === shape[2] && placement.width === shape[3] &&
    placement.positions === placement.height * placement.width &&
    placement.positions > 1;
}

/**
 * What a reader should know of the layer of a class activation map where the
 * channels of a layer are the classes: that it is this one, or that the map is of
 * the one before it.
 *
 * @param isNamed Whether the user named the layer.
 */
export function classLayerNotes(
  { graph }: Model,
  layer: AnyNode,
  isNamed: boolean,
): readonly string[] {
  const classes = graph.nodes.find((node) =>
    node.id >= layer.id && isWide(graph, node) &&
    channelHead(graph, node).areClasses
  );
  if (classes === undefined) return [];
  if (classes.id === layer.id) {
    return [
      `The channels of "${layer.name}" are the classes: only that of an explained class has a gradient, and weights that differ between channels make the same map of it but for a factor.`,
    ];
  }
  return isNamed ? [] : [
    `The map is of "${layer.name}": behind it, the channels of "${classes.name}" are the classes, and weights that differ between channels would all make the same map.`,
  ];
}
