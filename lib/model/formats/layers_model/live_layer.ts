import * as tf from "@tensorflow/tfjs";
import type { LiveWeight } from "../../graph/graph_node.ts";
import { MalformedModelError } from "../../malformed_model_error.ts";
import { UnsupportedLayerError } from "../../unsupported_layer_error.ts";
import { LayerConfig } from "./layer_config.ts";
import type { LayerView, LayerWeights, TfjsCall } from "./layer_view.ts";

/** One call of a layer of a `tf.LayersModel`. */
export interface LiveCall {
  readonly layer: tf.layers.Layer;
  readonly symbolic: tf.SymbolicTensor;
  /** Arguments of the call beside the tensors. */
  readonly callArguments: Readonly<Record<string, unknown>>;
}

/** What a converter sees of a layer of a `tf.LayersModel`. */
export function liveView(
  { layer, symbolic, callArguments }: LiveCall,
  name: string,
  builder: LayerView["builder"],
): LayerView {
  const className = layer.getClassName();
  // Conv1D keeps this out of its configuration, and tfjs runs it wrongly.
  const { dataFormat } = layer as { readonly dataFormat?: unknown };
  if (/1D$/.test(className) && dataFormat === "channelsFirst") {
    throw new UnsupportedLayerError(
      name,
      className,
      "tfjs runs 1-D layers with the channels last only",
    );
  }
  const { useBias } = layer as { readonly useBias?: unknown };
  if (
    className === "SeparableConv2D" && dataFormat === "channelsFirst" &&
    useBias === true
  ) {
    throw new UnsupportedLayerError(
      name,
      className,
      "tfjs adds its bias along another axis than that of the channels, which are first; leave its bias out (useBias), or set the channels last",
    );
  }
  return {
    name,
    className,
    dialect: "tfjs",
    config: new LayerConfig(
      `${JSON.stringify(name)} (${className})`,
      inSnakeCase(layer.getConfig()),
    ),
    call: new LayerConfig("", {}),
    named: new Map(),
    positional: [],
    outputIndex: symbolic.tensorIndex,
    weights: new LiveWeights(layer, name),
    builder,
    isUserCode: holdsUserCode(layer),
    tfjs: tfjsCall(layer, symbolic, callArguments),
  };
}

/** Classes of tfjs-layers itself, as its functions that make them are called. */
const OWN_CLASSES: ReadonlySet<string> = new Set(
  Object.keys(tf.layers).map((name) => name.toLowerCase()),
);

/** Whether a layer, or one that it is around, is of a class of the user's. */
function holdsUserCode(layer: tf.layers.Layer): boolean {
  const name = layer.getClassName();
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  const isOwn = layer instanceof tf.LayersModel ||
    OWN_CLASSES.has(name.toLowerCase()) &&
      classNameMap[name]?.[0] === layer.constructor;
  return !isOwn ||
    Object.values(layer).flat().some((part) =>
      part instanceof tf.layers.Layer && holdsUserCode(part)
    );
}

function tfjsCall(
  layer: tf.layers.Layer,
  { shape, tensorIndex }: tf.SymbolicTensor,
  callArguments: Readonly<Record<string, unknown>>,
): TfjsCall {
  // States and constants of a recurrent layer are among the tensors.
  const { initialState: _, constants: __, ...kwargs } = callArguments;
  const run = (tensors: tf.Tensor[]): tf.Tensor => {
    const output = layer.apply(tensors, { ...kwargs, training: false });
    const outputs = Array.isArray(output) ? output : [output];
    return outputs[tensorIndex] as tf.Tensor;
  };
  return { shape, run };
}

/** The weights of a layer of a `tf.LayersModel`, as they are in every pass. */
class LiveWeights implements LayerWeights {
  readonly #layer: tf.layers.Layer;
  readonly #name: string;

  constructor(layer: tf.layers.Layer, name: string) {
    this.#layer = layer;
    this.#name = name;
  }

  has(name: string): boolean {
    return this.#find(name) !== undefined;
  }

  read(name: string): LiveWeight {
    const weight = this.#find(name);
    if (weight !== undefined) return () => weight.read();
    throw new MalformedModelError(
      `the layer ${JSON.stringify(this.#name)} must have a weight "${name}"`,
    );
  }

  #find(name: string): tf.layers.Layer["weights"][number] | undefined {
    const own = new RegExp(`(^|/)${name}(_\\d+)?$`);
    return this.#layer.weights.find(({ originalName }) =>
      own.test(originalName)
    );
  }
}

/** A configuration of tfjs-layers under Keras's names. */
function inSnakeCase(
  config: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      snake(key),
      typeof value === "string" && key !== "name" ? snake(value) : value,
    ]),
  );
}

function snake(text: string): string {
  return text.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
}
