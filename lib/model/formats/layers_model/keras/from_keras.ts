import { isRecord } from "../model_json.ts";
import { UnsupportedLayerError } from "../../../unsupported_layer_error.ts";
import { convertCall, listOfTensors, nestedModels } from "./calls.ts";

/**
 * A topology written by Keras in the form that tfjs-layers reads as Keras meant
 * it; one written by tfjs comes back equal.
 *
 * Keras 3 says `batch_shape`, writes calls as `{ args, kwargs }` with tensors
 * that carry their `keras_history`, and types as policies. Grouped convolutions
 * and slopes below zero, which tfjs-layers ignores, become layers that have them.
 *
 * @throws {UnsupportedLayerError} If a layer would run otherwise than in Keras.
 */
export function fromKeras(
  topology: Record<string, unknown>,
): Record<string, unknown> {
  const { keras_version: version } = topology;
  const context = {
    isKeras3: typeof version === "string" && version.startsWith("3."),
    nested: new Set<string>(),
  };
  return convert(topology, context) as Record<string, unknown>;
}

/** What is known of the topology around a value. */
interface Context {
  readonly isKeras3: boolean;
  /** The names of the layers beside that are models. */
  readonly nested: ReadonlySet<string>;
}

function convert(value: unknown, context: Context): unknown {
  if (Array.isArray(value)) return value.map((item) => convert(item, context));
  if (!isRecord(value)) return value;
  if (value["class_name"] === "DTypePolicy" && isRecord(value["config"])) {
    return value["config"]["name"];
  }
  const { layers } = value;
  const inner = Array.isArray(layers)
    ? { ...context, nested: nestedModels(layers) }
    : context;
  const entries = Object.entries(value).map(([key, entry]) => {
    if (key === "batch_shape") return ["batch_input_shape", entry];
    if (key === "inbound_nodes" && Array.isArray(entry)) {
      return [key, entry.map((call) => convertCall(call, context.nested))];
    }
    if (key === "input_layers" || key === "output_layers") {
      return [key, listOfTensors(entry, inner.nested)];
    }
    return [key, convert(entry, inner)];
  });
  return convertLayer(Object.fromEntries(entries), context.isKeras3);
}

/** A layer's entry with what tfjs-layers would ignore made explicit. */
function convertLayer(
  entry: Record<string, unknown>,
  isKeras3: boolean,
): Record<string, unknown> {
  const { class_name: name, config } = entry;
  if (typeof name !== "string" || !isRecord(config)) return entry;
  const settings = isKeras3 && config["activation"] === "hard_sigmoid"
    ? { ...config, activation: "hard_sigmoid6" }
    : config;
  const slope = settings["negative_slope"];
  if (name === "Conv2D" && Number(settings["groups"] ?? 1) > 1) {
    return { ...entry, class_name: "GroupedConv2D", config: settings };
  }
  if (name === "LeakyReLU" && slope !== undefined) {
    return { ...entry, config: { ...settings, alpha: slope } };
  }
  if (
    name === "ReLU" &&
    (Number(slope ?? 0) !== 0 || Number(settings["threshold"] ?? 0) !== 0)
  ) {
    if (
      settings["max_value"] == null && Number(settings["threshold"] ?? 0) === 0
    ) {
      return {
        ...entry,
        class_name: "LeakyReLU",
        config: { ...settings, alpha: slope },
      };
    }
    throw unsupported(
      settings,
      name,
      "a threshold, or a slope with a ceiling, is ignored by tfjs",
    );
  }
  if (/^Global.*Pooling/.test(name) && settings["keepdims"] === true) {
    throw unsupported(
      settings,
      name,
      "keepdims is ignored by tfjs; add a Reshape layer instead",
    );
  }
  return { ...entry, config: settings };
}

function unsupported(
  config: Record<string, unknown>,
  layerClass: string,
  reason: string,
): UnsupportedLayerError {
  return new UnsupportedLayerError(String(config["name"]), layerClass, reason);
}
