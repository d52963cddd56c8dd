import {
  type AnyNode,
  asModel,
  lastUsersOf,
  type LayerGraph,
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
 * @throws {TypeError} If it is no model, or its input is not an image.
 * @throws {Error} If the model was disposed.
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
 * @throws {TypeError} If it is no model, or its input is not an image.
 * @throws {Error} If the model was disposed.
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
  const lastUser = lastUsersOf(nodes);
  let reach = 0;
  return nodes.filter(({ id }) => {
    const isCut = reach <= id;
    reach = Math.max(reach, lastUser.get(id) ?? id);
    return isCut;
  });
}

/**
 * The layer of that name; where it names a PyTorch module (`layer4.1`), the last
 * of the module's layers, whose output is the module's.
 *
 * @throws {RangeError} If there is none; lists names that are near.
 */
export function layerNamed({ name, graph }: Model, layer: string): AnyNode {
  const { nodes } = graph;
  const node = nodes.find((node) => node.name === layer) ??
    nodes.findLast((node) => node.name.startsWith(`${layer}.`));
  if (node !== undefined) return node;
  const names = nodes.map(({ name }) => name);
  const near = nearNames(layer, [...new Set([...modulesOf(names), ...names])]);
  throw new RangeError(
    `Cannot find the layer ${
      JSON.stringify(layer)
    } as it must be the name of a layer of the network "${name}", ${
      near.length > 0
        ? `of which near ones are ${near.join(", ")}`
        : `which are ${shortened(names)}`
    }; layersOf(model) of fullgrad/methods lists them all`,
  );
}

/** The PyTorch modules that layers lie in: `layer4` and `layer4.1` of `layer4.1.relu`. */
function modulesOf(names: readonly string[]): readonly string[] {
  return names.flatMap((name) => {
    const parts = name.split(".");
    return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join("."));
  });
}

/** Names that an error lists. */
const LISTED = 12;

/** The names, or some of the first and of the last, where they are many. */
function shortened(names: readonly string[]): string {
  const half = LISTED / 2;
  return names.length <= LISTED
    ? names.join(", ")
    : [...names.slice(0, half), "…", ...names.slice(-half)].join(", ");
}
