import { isRecord } from "../model_json.ts";

/** A call of a layer as Keras 3 writes it. */
interface Keras3Call {
  readonly args: readonly unknown[];
  readonly kwargs: unknown;
}

interface KerasTensor {
  readonly config: {
    readonly keras_history: readonly [
      layer: string,
      node: number,
      index: number,
    ];
  };
}

const MODELS: readonly unknown[] = ["Functional", "Model", "Sequential"];

/**
 * The names of the layers that are models, in a topology of Keras 3: there their
 * first call has the number 0. In Keras 2 and tfjs that is the model itself.
 */
export function nestedModels(layers: readonly unknown[]): ReadonlySet<string> {
  const entries = layers.filter(isRecord);
  const isKeras3 = entries.some(({ inbound_nodes: calls }) =>
    Array.isArray(calls) && calls.some(isKeras3Call)
  );
  return new Set(
    entries.filter((entry) => isKeras3 && MODELS.includes(entry["class_name"]))
      .map((entry) => String(entry["name"])),
  );
}

/** A call of a layer, as the list of the tensors that it takes. */
export function convertCall(
  call: unknown,
  nested: ReadonlySet<string>,
): unknown {
  if (!isKeras3Call(call)) return call;
  const kwargs = isRecord(call.kwargs) ? call.kwargs : {};
  const plain = Object.fromEntries(
    Object.entries(kwargs).filter(([, value]) =>
      !isRecord(value) && value !== null
    ),
  );
  return call.args.flat().filter(isKerasTensor).map((tensor) => {
    const [layer, node, index] = tensor.config.keras_history;
    return [layer, nested.has(layer) ? node + 1 : node, index, plain];
  });
}

/** Tensors `[name, node, index]`, one of them as a list of one. */
export function listOfTensors(
  value: unknown,
  nested: ReadonlySet<string>,
): unknown {
  if (!Array.isArray(value)) return value;
  const tensors = typeof value[0] === "string" ? [value] : value;
  return tensors.map((tensor) =>
    Array.isArray(tensor) && nested.has(tensor[0])
      ? [tensor[0], tensor[1] + 1, ...tensor.slice(2)]
      : tensor
  );
}

function isKeras3Call(call: unknown): call is Keras3Call {
  return isRecord(call) && Array.isArray(call["args"]);
}

function isKerasTensor(value: unknown): value is KerasTensor {
  return isRecord(value) && value["class_name"] === "__keras_tensor__";
}
