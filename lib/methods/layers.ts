import {
  type AnyNode,
  asModel,
  type LayerGraph,
  type Model,
  type ModelInput,
  type NodeKind,
  placementOf,
} from "../model/mod.ts";
import { nearNames } from "../options/mod.ts";

/** A layer that a method can be asked about. */
export interface LayerInfo {
  /** The name to give as an option. */
  readonly name: string;
  /** Which operation it is. */
  readonly kind: NodeKind;
  /** Class of the layer that it comes from. */
  readonly layerClass: string;
  /** Shape of its output; null where it depends on the input. */
  readonly shape: readonly (number | null)[];
}

/**
 * The layers of a network in the order in which they run: what the option
 * `layer` of the methods can name.
 *
 * An activation that is fused into a layer is a layer of its own here, and so is
 * every call of a shared layer (`name:1`, `name:2`, …).
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @returns Name, kind, class and output shape of every layer.
 *
 * @example
 * ```ts
 * import { loadModel } from "fullgrad";
 * import { layersOf } from "fullgrad/methods";
 * import { assertEquals } from "@std/assert";
 *
 * const layers = layersOf(await loadModel("shapes_vgg9"));
 * const convolutions = layers.filter(({ kind }) => kind === "conv2d");
 * assertEquals(convolutions.length, 8);
 * ```
 */
export function layersOf(model: ModelInput): readonly LayerInfo[] {
  return asModel(model).graph.nodes.map(infoOf);
}

function infoOf({ name, kind, layerClass, shape }: AnyNode): LayerInfo {
  return { name, kind, layerClass, shape };
}

/**
 * The values at which a network is cut into consecutive layers, one after the
 * other: what {@linkcode fullGradPlus} takes input × gradient of.
 *
 * A layer begins at the output of a node that every path from the image to the
 * network's output passes, if a kernel or an attention lies before the next such
 * node: in a VGG the convolutions' inputs, in a ResNet those of blocks, in a
 * vision transformer the residual stream before every attention and every
 * perceptron. The first is always the image.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @returns The nodes whose outputs are the layers' inputs, from the image on.
 *
 * @example
 * ```ts
 * import { loadModel } from "fullgrad";
 * import { layerInputs } from "fullgrad/methods";
 * import { assertEquals } from "@std/assert";
 *
 * const inputs = layerInputs(await loadModel("shapes_vgg9"));
 * assertEquals(inputs.length, 9); // eight convolutions and a dense layer
 * assertEquals(inputs[0]!.kind, "input");
 * ```
 */
export function layerInputs(model: ModelInput): readonly LayerInfo[] {
  return layerInputNodes(asModel(model).graph).map(infoOf);
}

/** The nodes of {@linkcode layerInputs}. */
export function layerInputNodes(
  { nodes, input }: LayerGraph,
): readonly AnyNode[] {
  const cuts = cutNodes(nodes);
  const begins = cuts.filter(({ id }, i) =>
    nodes.slice(id + 1, (cuts[i + 1]?.id ?? nodes.length) + 1).some((node) =>
      node.weights.kernel !== undefined || MIXING.has(node.kind)
    )
  );
  // What scales the image belongs to the first layer.
  return [nodes[input]!, ...begins.slice(1)];
}

/** Kinds that mix their inputs' values as a kernel would. */
const MIXING: ReadonlySet<NodeKind> = new Set(["attention", "matMul"]);

/** The nodes that every path passes: no node before them is read behind them. */
function cutNodes(nodes: readonly AnyNode[]): readonly AnyNode[] {
  const lastUser = nodes.map(({ id }) => id);
  nodes.forEach(({ id, inputs }) =>
    inputs.forEach((input) => lastUser[input] = id)
  );
  let reach = 0;
  return nodes.filter(({ id }) => {
    const isCut = reach <= id;
    reach = Math.max(reach, lastUser[id]!);
    return isCut;
  });
}

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
 * computes something, so that a pool behind it does not count.
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
  const isWide = ({ id, shape }: AnyNode) => {
    if (shape.length !== 4) return false;
    const placement = placementOf(graph, id);
    if (placement === "maps") return !(shape[1] === 1 && shape[2] === 1);
    // Maps with channels first are cells of a grid as well.
    return typeof placement === "object" &&
      placement.height === shape[2] && placement.width === shape[3] &&
      placement.positions === placement.height * placement.width &&
      placement.positions > 1;
  };
  const tokens = graph.nodes.findLast(({ id, kind }) =>
    kind === "layerNorm" && typeof placementOf(graph, id) === "object"
  );
  const maps = graph.nodes.findLast((node) =>
    isWide(node) && !PASSING.has(node.kind)
  );
  const node = tokens && tokens.id > (maps?.id ?? -1) ? tokens : maps;
  if (node !== undefined) return node;
  throw new TypeError(
    `Cannot draw a class activation map as the network must have a layer of feature maps [N, h, w, C] or of tokens: "${name}" has none`,
  );
}

/**
 * The layer of that name.
 *
 * @throws {RangeError} If there is none; lists names that are near.
 */
export function layerNamed({ name, graph }: Model, layer: string): AnyNode {
  const node = graph.nodes.find((node) => node.name === layer);
  if (node !== undefined) return node;
  const near = nearNames(layer, graph.nodes.map(({ name }) => name));
  throw new RangeError(
    `Cannot find the layer ${
      JSON.stringify(layer)
    } as it must be one of "${name}"${
      near.length === 0 ? "" : `, such as ${near.join(", ")}`
    }; layersOf(model) lists them all`,
  );
}
