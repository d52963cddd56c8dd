import { isRecord } from "./model_json.ts";

/**
 * The topology of a Keras 3 export in the form of Keras 2, which is the one that
 * tfjs reads; any other topology comes back equal.
 *
 * Keras 3 says `batch_shape`, writes calls as `{ args, kwargs }` with tensors
 * that carry their `keras_history`, and types as policies.
 */
export function fromKeras3(
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
  return Object.fromEntries(
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
  );
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
