import type * as tf from "@tensorflow/tfjs";
import type { Model } from "../../model/mod.ts";

/** A layer that has weights, with its place in the network. */
export interface WeightLayer {
  /** Name of the layer, with the nested models' before it. */
  readonly name: string;
  readonly layer: tf.layers.Layer;
  /** Position in the graph of its last call: greater is nearer to the logits. */
  readonly position: number;
}

/**
 * The layers with weights that the explained output depends on, from the image
 * to the logits. A layer that is called twice is one layer.
 */
export function weightLayers(
  { layersModel, graph }: Model,
): readonly WeightLayer[] {
  const found = new Map<tf.layers.Layer, WeightLayer>();
  for (const [name, layer] of withWeights(layersModel.layers, "")) {
    const position = graph.nodes.findLastIndex((node) =>
      node.name === name || node.name.startsWith(`${name}:`) ||
      node.name.startsWith(`${name}/`)
    );
    if (position < 0 || found.has(layer)) continue;
    found.set(layer, { name, layer, position });
  }
  return [...found.values()].sort((a, b) => a.position - b.position);
}

function withWeights(
  layers: readonly tf.layers.Layer[],
  scope: string,
): readonly (readonly [string, tf.layers.Layer])[] {
  return layers.flatMap((layer) => {
    const name = scope + layer.name;
    if (isModel(layer)) return withWeights(layer.layers, `${name}/`);
    return layer.weights.length > 0 ? [[name, layer] as const] : [];
  });
}

function isModel(
  layer: object,
): layer is { readonly layers: readonly tf.layers.Layer[] } {
  return "layers" in layer && "inputs" in layer && "outputs" in layer;
}
