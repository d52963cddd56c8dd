import { describeValue, isRecord } from "../../../options/mod.ts";
import { UnsupportedLayerError } from "../../unsupported_layer_error.ts";
import { layerCalls, modelTensors } from "./layer_calls.ts";
import {
  byName,
  type LayerEntry,
  nameOf,
  sequential,
} from "./layer_entries.ts";
import { MalformedModelError } from "../../malformed_model_error.ts";
import {
  type Dialect,
  type LayerCall,
  TensorReference,
  tensorsIn,
  type Topology,
  type TopologyLayer,
} from "./topology.ts";

/** More models inside models than any network has. */
const DEEPEST = 32;

const SEQUENTIAL = "Sequential";
const FUNCTIONAL: readonly unknown[] = ["Functional", "Model"];

/** A model as its file describes it, and whose words the file speaks. */
export interface ReadTopology {
  readonly topology: Topology;
  readonly dialect: Dialect;
}

/**
 * The model that the `modelTopology` of a file, or the configuration of a Keras
 * file, describes. Nothing is built: layers keep their configurations as they
 * are.
 *
 * @throws {MalformedModelError} If it does not describe a model.
 * @throws {UnsupportedLayerError} If a model is of a class of the user's own.
 */
export function readTopology(json: Record<string, unknown>): ReadTopology {
  const { keras_version: version, model_config: wrapped } = json;
  const dialect = dialectOf(version);
  const model = isRecord(wrapped) ? wrapped : json;
  return { topology: readModel(model, dialect, 0), dialect };
}

function dialectOf(version: unknown): Dialect {
  if (typeof version !== "string") return "keras2";
  if (version.startsWith("tfjs")) return "tfjs";
  return Number.parseInt(version) >= 3 ? "keras3" : "keras2";
}

function readModel(entry: unknown, dialect: Dialect, depth: number): Topology {
  if (depth > DEEPEST) {
    throw new MalformedModelError(
      `models must lie at most ${DEEPEST} deep in one another`,
    );
  }
  if (!isRecord(entry) || !isModelClass(entry["class_name"])) {
    throw new MalformedModelError(
      `its class_name must be ${SEQUENTIAL}, ${
        FUNCTIONAL.join(" or ")
      }: current value is ${
        describeValue(isRecord(entry) ? entry["class_name"] : entry)
      }`,
    );
  }
  const { class_name: className, config } = entry;
  // Before Keras 2.2 a Sequential was the list of its layers.
  const settings = Array.isArray(config) ? { layers: config } : config;
  if (
    !isRecord(settings) || !Array.isArray(settings["layers"]) ||
    settings["layers"].length === 0
  ) {
    throw new MalformedModelError(
      `a model must have a config with layers: current value is ${
        describeValue(config)
      }`,
    );
  }
  const layers = settings["layers"].map((layer) =>
    readLayer(layer, dialect, depth)
  );
  return className === SEQUENTIAL
    ? sequential(settings, layers)
    : functional(settings, layers, dialect);
}

function isModelClass(className: unknown): boolean {
  return className === SEQUENTIAL || FUNCTIONAL.includes(className);
}

function readLayer(
  entry: unknown,
  dialect: Dialect,
  depth: number,
): LayerEntry {
  if (!isRecord(entry) || typeof entry["class_name"] !== "string") {
    throw new MalformedModelError(
      `every layer must have a class_name: current value is ${
        describeValue(entry)
      }`,
    );
  }
  const { class_name: className, config, module, inbound_nodes: calls } = entry;
  const settings = Array.isArray(config) ? { layers: config } : config;
  const name = entry["name"] ?? (isRecord(settings) && settings["name"]);
  if (!isRecord(settings) || typeof name !== "string" || name === "") {
    throw new MalformedModelError(
      `every layer must have a config and a name: the name of a ${
        describeValue(className)
      } is ${describeValue(name)}`,
    );
  }
  if (Array.isArray(settings["layers"]) && !isModelClass(className)) {
    throw new UnsupportedLayerError(
      name,
      className,
      "a model of a class of your own may call its layers in another way than the file says; save keras.Model(model.inputs, model.outputs) instead",
    );
  }
  const model = isModelClass(className)
    ? readModel(entry, dialect, depth + 1)
    : undefined;
  return {
    layer: {
      name,
      className,
      module: typeof module === "string" ? module : undefined,
      config: settings,
      model,
    },
    calls,
  };
}

function functional(
  settings: Readonly<Record<string, unknown>>,
  entries: readonly LayerEntry[],
  dialect: Dialect,
): Topology {
  const names = new Set(entries.map(({ layer }) => layer.name));
  const read = entries.map(({ layer, calls }) => ({
    ...layer,
    calls: layerCalls(layer.name, calls ?? [], names),
  }));
  const inputs = modelTensors(settings["input_layers"], "input_layers");
  const outputs = modelTensors(settings["output_layers"], "output_layers");
  const first = firstCalls([
    ...read.flatMap(({ calls }) => calls.flatMap(tensorsOf)),
    ...outputs.map(([, tensor]) => tensor),
  ]);
  const layers = byName(read.map((layer) => ({
    ...layer,
    // A model inside another is its own first call, but in Keras 3.
    firstCall: layer.model && dialect !== "keras3"
      ? first.get(layer.name) ?? 0
      : 0,
  })));
  return {
    name: nameOf(settings, "model"),
    layers,
    inputs: inputs.map(([, tensor]) => tensor),
    // Here Keras 3, too, counts the calls of a model from 1.
    outputs: outputs.map(([, tensor]) =>
      dialect === "keras3" && isFunctional(layers.get(tensor.layer))
        ? new TensorReference(
          tensor.layer,
          Math.max(0, tensor.call - 1),
          tensor.output,
        )
        : tensor
    ),
    outputNames: outputs.map(([name]) => name),
  };
}

function tensorsOf(
  { positional, keywords }: LayerCall,
): readonly TensorReference[] {
  return tensorsIn([positional, keywords]);
}

/** For every layer, the least number by which a call of it is meant. */
function firstCalls(
  tensors: readonly TensorReference[],
): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  for (const { layer, call } of tensors) {
    first.set(layer, Math.min(first.get(layer) ?? 1, call));
  }
  return first;
}

function isFunctional(layer: TopologyLayer | undefined): boolean {
  return FUNCTIONAL.includes(layer?.className);
}
