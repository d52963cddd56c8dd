import { asModel, type ModelInput, type NodeKind } from "../../model/mod.ts";

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
