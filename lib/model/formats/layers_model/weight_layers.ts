import * as tf from "@tensorflow/tfjs";
import type { GraphOfLayers } from "./from_layers_model.ts";
import type {
  InitializerConfig,
  ModelWeight,
  WeightLayer,
} from "../../weight_layer.ts";

/**
 * The layers with weights that the explained output depends on, from the image
 * to the logits. A layer that is called twice is one layer.
 */
export function weightLayers(
  model: tf.LayersModel,
  { graph, layers }: GraphOfLayers,
): readonly WeightLayer[] {
  const positions = new Map(
    graph.nodes.map(({ name }, position) => [layers.get(name), position]),
  );
  const found = new Map<tf.layers.Layer, WeightLayer>();
  for (const [name, layer] of withWeights(model.layers, "")) {
    const position = positions.get(layer);
    if (position === undefined || found.has(layer)) continue;
    found.set(layer, {
      name,
      layerClass: layer.getClassName(),
      position,
      weights: layer.weights.map((weight) => modelWeight(layer, weight)),
    });
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

function modelWeight(
  layer: tf.layers.Layer,
  weight: tf.layers.Layer["weights"][number],
): ModelWeight {
  const name = ownName(weight.originalName);
  return {
    name,
    // Assigning to the variable, unlike the layer's own `setWeights`, applies
    // no constraint, so that any value can be put back as it was.
    get variable() {
      return variableOf(weight);
    },
    get trainable() {
      return layer.trainableWeights.includes(weight);
    },
    get initializer() {
      return initializerOf(layer, name);
    },
    statistic: runningStatistic(layer, name),
  };
}

/** Frees every weight; tfjs's own `dispose` forgets those of nested models. */
export function disposeLayersModel(model: tf.LayersModel): void {
  tf.dispose(model.weights.map(variableOf));
}

/** What is behind a weight; its own `read` throws where that is disposed. */
export function variableOf(
  weight: tf.layers.Layer["weights"][number],
): tf.Variable {
  return (weight as unknown as { readonly val: tf.Variable }).val;
}

/** `conv1/kernel_2` is called `kernel`. */
function ownName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1).replace(/_\d+$/, "");
}

/** `depthwise_kernel` is filled by the `depthwiseInitializer`. */
function initializerOf(
  layer: tf.layers.Layer,
  name: string,
): InitializerConfig | undefined {
  const camel = (text: string) =>
    text.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const config = layer.getConfig();
  const key = [camel(name), camel(name.replace(/_kernel$/, ""))]
    .map((stem) => `${stem}Initializer`)
    .find((key) => config[key] != null);
  return key === undefined
    ? undefined
    : config[key] as unknown as InitializerConfig;
}

function runningStatistic(
  layer: tf.layers.Layer,
  name: string,
): 0 | 1 | undefined {
  if (layer.getClassName() !== "BatchNormalization") return undefined;
  if (name === "moving_mean") return 0;
  return name === "moving_variance" ? 1 : undefined;
}
