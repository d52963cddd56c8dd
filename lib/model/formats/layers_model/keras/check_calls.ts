import { isRecord } from "../model_json.ts";

/** A layer while the calls of a model are put in order. */
interface Layer {
  readonly name: string;
  /** How many tensors of it are there. */
  nodes: number;
  /** Its calls whose inputs are not there yet. */
  waiting: readonly unknown[];
}

/**
 * Checks that the calls of a topology can be made one after the other, which
 * tfjs-layers waits for without an end.
 *
 * @param topology In the form of Keras 2, nested models included.
 * @throws {SyntaxError} If a call takes what no other gives; names the layers.
 */
export function checkCalls(topology: unknown): void {
  if (Array.isArray(topology)) topology.forEach(checkCalls);
  if (!isRecord(topology)) return;
  if (Array.isArray(topology["layers"])) checkModel(topology["layers"]);
  Object.values(topology).forEach(checkCalls);
}

function checkModel(entries: readonly unknown[]): void {
  const layers = new Map(
    entries.filter(isRecord).map((entry) => [entry["name"], layerOf(entry)]),
  );
  const isThere = (tensor: unknown) => {
    if (!Array.isArray(tensor)) return true; // tfjs says what is wrong
    const source = layers.get(tensor[0]);
    return source !== undefined && !(source.nodes <= tensor[1]);
  };
  let made: boolean;
  do {
    made = false;
    for (const layer of layers.values()) {
      const ready = layer.waiting.filter((call) =>
        !Array.isArray(call) || call.every(isThere)
      );
      layer.waiting = layer.waiting.filter((call) => !ready.includes(call));
      // A call without inputs is none.
      layer.nodes += ready.filter((call) =>
        !Array.isArray(call) || call.length > 0
      ).length;
      made ||= ready.length > 0;
    }
  } while (made);
  const stuck = [...layers.values()].filter(({ waiting }) =>
    waiting.length > 0
  );
  if (stuck.length === 0) return;
  throw new SyntaxError(
    `the inputs of ${
      stuck.map(({ name }) => JSON.stringify(name)).join(", ")
    } are the output of no layer`,
  );
}

function layerOf(entry: Record<string, unknown>): Layer {
  const { class_name: layerClass, config, inbound_nodes: calls } = entry;
  // Inputs and models have an output before they are called.
  const hasOwn = layerClass === "InputLayer" ||
    isRecord(config) && Array.isArray(config["layers"]);
  return {
    name: String(entry["name"]),
    nodes: hasOwn ? 1 : 0,
    waiting: Array.isArray(calls) ? calls : [],
  };
}
