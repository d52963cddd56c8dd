import { isRecord } from "../model_json.ts";
import { UnsupportedLayerError } from "../unsupported_layer_error.ts";

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
  return convert(topology) as Record<string, unknown>;
}

function convert(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(convert);
  if (!isRecord(value)) return value;
  if (value["class_name"] === "DTypePolicy" && isRecord(value["config"])) {
    return value["config"]["name"];
  }
  return convertLayer(Object.fromEntries(
    Object.entries(value).map(([key, entry]) => {
      if (key === "batch_shape") return ["batch_input_shape", entry];
      if (key === "inbound_nodes" && Array.isArray(entry)) {
        return [key, entry.map(convertCall)];
      }
      if (key === "input_layers" || key === "output_layers") {
        return [key, listOfTensors(entry)];
      }
      return [key, convert(entry)];
    }),
  ));
}

/** A layer's entry with what tfjs-layers would ignore made explicit. */
function convertLayer(entry: Record<string, unknown>): Record<string, unknown> {
  const { class_name: name, config, module } = entry;
  if (typeof name !== "string" || !isRecord(config)) return entry;
  const isKeras3 = typeof module === "string" && module.startsWith("keras");
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

/** A call of a layer, as the list of the tensors that it takes. */
function convertCall(call: unknown): unknown {
  if (!isRecord(call) || !Array.isArray(call["args"])) return call;
  const kwargs = isRecord(call["kwargs"]) ? call["kwargs"] : {};
  const plain = Object.fromEntries(
    Object.entries(kwargs).filter(([, value]) =>
      !isRecord(value) && value !== null
    ),
  );
  return call["args"].flat().filter(isKerasTensor).map((tensor) => {
    const [layer, node, index] = tensor.config.keras_history;
    return [layer, node, index, plain];
  });
}

interface KerasTensor {
  readonly config: {
    readonly keras_history: readonly [string, number, number];
  };
}

function isKerasTensor(value: unknown): value is KerasTensor {
  return isRecord(value) && value["class_name"] === "__keras_tensor__";
}

/** One tensor, `[name, node, index]`, as a list of one. */
function listOfTensors(value: unknown): unknown {
  return Array.isArray(value) && typeof value[0] === "string" ? [value] : value;
}
