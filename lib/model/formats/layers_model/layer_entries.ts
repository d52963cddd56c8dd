import { MalformedModelError } from "../../malformed_model_error.ts";
import {
  TensorReference,
  type Topology,
  type TopologyLayer,
} from "./topology.ts";

/** An entry of a model's list of layers. */
export interface LayerEntry {
  readonly layer: Omit<TopologyLayer, "calls" | "firstCall">;
  /** As it is written. */
  readonly calls: unknown;
}

/** Layers one behind the other, each called once. */
export function sequential(
  settings: Readonly<Record<string, unknown>>,
  entries: readonly LayerEntry[],
): Topology {
  const first = entries[0]!.layer;
  const hasInput = first.className === "InputLayer";
  const layers = hasInput ? entries : [inputOf(settings, first), ...entries];
  const named = byName(layers.map(({ layer }, i) => ({
    ...layer,
    firstCall: 0,
    calls: i === 0 ? [] : [{
      positional: [new TensorReference(layers[i - 1]!.layer.name, 0, 0)],
      keywords: {},
    }],
  })));
  return {
    name: nameOf(settings, "sequential"),
    layers: named,
    inputs: [new TensorReference(layers[0]!.layer.name, 0, 0)],
    outputs: [new TensorReference(layers.at(-1)!.layer.name, 0, 0)],
    outputNames: [],
  };
}

/** The input that a sequential model has without saying so. */
function inputOf(
  settings: Readonly<Record<string, unknown>>,
  first: LayerEntry["layer"],
): LayerEntry {
  const own = first.model?.layers.get(first.model.inputs[0]!.layer)?.config;
  const shape = shapeEntry(first.config) ?? (own && shapeEntry(own)) ??
    settings["build_input_shape"];
  return {
    layer: {
      name: `${first.name}_input`,
      className: "InputLayer",
      module: undefined,
      config: { batch_shape: shape },
      model: undefined,
    },
    calls: [],
  };
}

/** What a configuration says of the shape of the layer's input. */
export function shapeEntry(
  config: Readonly<Record<string, unknown>>,
): unknown {
  const { batch_shape: batchShape, batch_input_shape: older } = config;
  const shape = batchShape ?? older;
  if (shape !== undefined && shape !== null) return shape;
  const { input_shape: inputShape } = config;
  return Array.isArray(inputShape) ? [null, ...inputShape] : undefined;
}

/** Layers by their names, of which no two are the same. */
export function byName(
  layers: readonly TopologyLayer[],
): ReadonlyMap<string, TopologyLayer> {
  const named = new Map(layers.map((layer) => [layer.name, layer]));
  if (named.size === layers.length) return named;
  const twice = layers.find((layer) => named.get(layer.name) !== layer)!;
  throw new MalformedModelError(
    `the layers of a model must have names of their own: ${
      JSON.stringify(twice.name)
    } comes twice`,
  );
}

/** What a model is called. */
export function nameOf(
  settings: Readonly<Record<string, unknown>>,
  fallback: string,
): string {
  const { name } = settings;
  return typeof name === "string" ? name : fallback;
}
