import type { AnyNode, Model, NodeKind } from "../../model/mod.ts";
import { layerNamed } from "./layer_named.ts";

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
 * The layer of feature maps that a class activation map is drawn for: the one
 * of that name, or else the last one that is more than one value wide or high
 * and computes something, so that a pool behind it does not count.
 *
 * @throws {RangeError} If there is no layer of that name.
 * @throws {TypeError} If the layer has no feature maps, or no layer has.
 */
export function spatialLayer(model: Model, layer?: string): AnyNode {
  if (layer === undefined) return lastSpatialLayer(model);
  const node = layerNamed(model, layer);
  if (node.shape.length === 4) return node;
  throw new TypeError(
    `Cannot draw a class activation map of the layer "${layer}" as its output must be [N, h, w, C]: current shape is [${
      node.shape.map((size) => size ?? "any").join(", ")
    }]`,
  );
}

function lastSpatialLayer({ name, graph }: Model): AnyNode {
  const node = graph.nodes.findLast(({ kind, shape }) =>
    shape.length === 4 && !(shape[1] === 1 && shape[2] === 1) &&
    !PASSING.has(kind)
  );
  if (node !== undefined) return node;
  throw new TypeError(
    `Cannot draw a class activation map as the network must have a layer of feature maps [N, h, w, C]: "${name}" has none`,
  );
}
