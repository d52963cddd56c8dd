import {
  type AnyNode,
  asModel,
  type Model,
  type ModelInput,
  type NodeKind,
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
  return asModel(model).graph.nodes.map((
    { name, kind, layerClass, shape },
  ) => ({ name, kind, layerClass, shape }));
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
    } as it must be one of "${name}", such as ${
      near.join(", ")
    }; layersOf(model) lists them all`,
  );
}
