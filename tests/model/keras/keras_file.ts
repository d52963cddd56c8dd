import { loadModel, type Model } from "../../../lib/model/mod.ts";
import { normals } from "../../propagation/cases/mod.ts";
import { type NdArray, sizeOf } from "../../propagation/float64/mod.ts";
import { withFolder, writeModel } from "../saved_model.ts";

/** Which software writes the file. */
export type Version = 2 | 3;

/** A layer as a file holds it. */
export interface LayerEntry {
  readonly class_name: string;
  readonly module?: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Weights of one layer, by their names in it. */
export type WeightShapes = Readonly<Record<string, readonly number[]>>;

const POLICY = {
  module: "keras",
  class_name: "DTypePolicy",
  config: { name: "float32" },
  registered_name: null,
};

/** What every layer says of itself. */
export function common(version: Version): Record<string, unknown> {
  return { trainable: true, dtype: version === 3 ? POLICY : "float32" };
}

/** The values of weights, by `layer/weight`; none is near zero or negative. */
export function weightValues(
  shapes: Readonly<Record<string, readonly number[]>>,
): Readonly<Record<string, NdArray>> {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape], i) => {
      const drawn = Float64Array.from(normals(sizeOf(shape), 17 + i, 0.5));
      const isPositive = /variance|scale|gamma/.test(name);
      const data = isPositive ? drawn.map((x) => 0.6 + Math.abs(x)) : drawn;
      return [name, { shape, data: data.map(Math.fround) }];
    }),
  );
}

/** A topology with its weights, written to a folder and loaded. */
export async function loadTopology(
  model_config: unknown,
  weights: Readonly<Record<string, NdArray>>,
  keras_version: string,
): Promise<Model> {
  const entries = Object.entries(weights);
  const values = Float32Array.from(
    entries.flatMap(([, { data }]) => [...data]),
  );
  const json = {
    format: "layers-model",
    modelTopology: { keras_version, backend: "tensorflow", model_config },
    weightsManifest: [{
      paths: ["weights.bin"],
      weights: entries.map(([name, { shape }]) => ({
        name,
        shape: [...shape],
        dtype: "float32",
      })),
    }],
  };
  const files = { "weights.bin": new Uint8Array(values.buffer) };
  return await withFolder(async (folder) =>
    await loadModel(await writeModel({ json, files }, folder))
  );
}

/** An input layer for images of `shape`. */
export function inputLayer(
  shape: readonly (number | null)[],
  version: Version = 3,
): LayerEntry {
  const key = version === 3 ? "batch_shape" : "batch_input_shape";
  return {
    class_name: "InputLayer",
    config: {
      [key]: [null, ...shape],
      dtype: "float32",
      sparse: false,
      ragged: false,
      name: "image",
    },
  };
}

/** Layers one behind the other, loaded. */
export async function loadSequential(
  layers: readonly LayerEntry[],
  weights: Readonly<Record<string, NdArray>>,
  version: Version = 3,
): Promise<Model> {
  return await loadTopology(
    { class_name: "Sequential", config: { name: "model", layers } },
    weights,
    version === 3 ? "3.8.0" : "2.15.0",
  );
}

/** A call of a layer with tensors, as Keras 3 writes it. */
export function call(
  args: readonly unknown[],
  kwargs: Readonly<Record<string, unknown>> = {},
): unknown {
  return { args, kwargs };
}

/** The first output of the first call of a layer, as Keras 3 writes it. */
export function tensor(layer: string, node = 0): unknown {
  return {
    class_name: "__keras_tensor__",
    config: {
      shape: [null],
      dtype: "float32",
      keras_history: [layer, node, 0],
    },
  };
}

/** Layers with their calls, loaded; the last one gives the output. */
export async function loadFunctional(
  layers: readonly (LayerEntry & {
    readonly name: string;
    readonly inbound_nodes: readonly unknown[];
  })[],
  weights: Readonly<Record<string, NdArray>>,
  version: Version = 3,
): Promise<Model> {
  const config = {
    name: "model",
    layers,
    input_layers: [[layers[0]!.name, 0, 0]],
    output_layers: [[layers.at(-1)!.name, 0, 0]],
  };
  return await loadTopology(
    { class_name: "Functional", config },
    weights,
    version === 3 ? "3.8.0" : "2.15.0",
  );
}
