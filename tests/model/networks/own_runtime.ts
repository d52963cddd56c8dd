import * as tf from "@tensorflow/tfjs";
import * as onnx from "onnxruntime-web";
import { dirname, join } from "node:path";
import { readKerasFile } from "../../../lib/model/formats/keras_file/read_keras_file.ts";
import { inSinglePrecision } from "../../onnx/single_precision.ts";
import { startSession } from "../../onnx/start_session.ts";
import type { FoundNetwork, NetworkFormat } from "./find_networks.ts";

/** Images in a row, channels last. */
export interface ImageValues {
  readonly data: Float32Array;
  /** `[N, H, W, C]`. */
  readonly shape: readonly number[];
}

/** What a network's own framework makes of images, one row of numbers each. */
export interface Runtime {
  /** @returns What the first output has, softmax or sigmoid included. */
  run(images: ImageValues): Promise<readonly number[]>;
  dispose(): unknown;
}

/** A network that its own framework cannot run here, and why. */
export class NoRuntimeError extends Error {
  override readonly name = "NoRuntimeError";
}

const RUNTIMES: Readonly<
  Record<NetworkFormat, (network: FoundNetwork) => Promise<Runtime>>
> = {
  "onnx": ({ path }) => onnxruntime(path),
  "graph model": ({ path }) => tfjs(() => loadGraph(path)),
  "layers model": ({ path }) => tfjs(() => loadLayers(path)),
  "keras": ({ path }) => tfjs(() => loadKeras(path)),
  "state dict": () => {
    throw new NoRuntimeError("PyTorch does not run here");
  },
};

/**
 * The network in its own framework.
 *
 * @throws {NoRuntimeError} If that does not run here, or runs it wrong.
 */
export function startRuntime(network: FoundNetwork): Promise<Runtime> {
  return RUNTIMES[network.format](network);
}

async function onnxruntime(path: string): Promise<Runtime> {
  onnx.env.logLevel = "fatal";
  const file = await inSinglePrecision(
    await Deno.readFile(path),
    (name) => Deno.readFile(join(dirname(path), name)),
  );
  const session = await startSession(file, 1);
  const [name] = session.inputNames as [string];
  const [output] = session.outputNames as [string];
  const [about] = session.inputMetadata;
  const own = about!.isTensor ? about!.shape : [];
  return {
    async run({ data, shape: [n, ...shape] }) {
      const size = shape.reduce((size, length) => size * length, 1);
      const rows: number[] = [];
      for (let i = 0; i < n!; i++) {
        const image = data.slice(i * size, (i + 1) * size);
        const input = onnxInput(image, shape, own);
        const outputs = await session.run({ [name]: input });
        rows.push(...await outputs[output]!.getData() as Float32Array);
      }
      return rows;
    },
    dispose: () => session.release(),
  };
}

/** An image in the layout that a file says; text stands for an open length. */
function onnxInput(
  image: Float32Array,
  shape: readonly number[],
  own: readonly (number | string)[],
): onnx.Tensor {
  const [height, width, channels] = shape as [number, number, number];
  if (own.length === 3) return new onnx.Tensor(image, [1, height, width]);
  const isLast = own[3] === channels && own[1] !== channels;
  if (isLast) return new onnx.Tensor(image, [1, ...shape]);
  const area = height * width;
  const planes = image.map((_, i) =>
    image[(i % area) * channels + Math.floor(i / area)]!
  );
  return new onnx.Tensor(planes, [1, channels, height, width]);
}

/** A model of tfjs, on the backend that is its own. */
async function tfjs(
  load: () => Promise<tf.GraphModel | tf.LayersModel>,
): Promise<Runtime> {
  const model = await load();
  return {
    async run({ data, shape }) {
      const images = tf.tensor(data, [...shape]);
      const outputs = [model.predict(images) as tf.Tensor | tf.Tensor[]].flat();
      const row = Array.from(await outputs[0]!.data());
      tf.dispose([images, outputs]);
      return row;
    },
    dispose: () => model.dispose(),
  };
}

/** What a `model.json` and its shards hold, as tfjs takes it. */
async function artifactsOf(path: string): Promise<tf.io.ModelArtifacts> {
  const json = JSON.parse(await Deno.readTextFile(path));
  const manifest: readonly {
    readonly paths: readonly string[];
    readonly weights: tf.io.WeightsManifestEntry[];
  }[] = json.weightsManifest ?? [];
  const parts = await Promise.all(
    manifest.flatMap(({ paths }) => paths)
      .map((name) => Deno.readFile(join(dirname(path), name))),
  );
  return {
    ...json,
    weightSpecs: manifest.flatMap(({ weights }) => weights),
    weightData: await new Blob(parts).arrayBuffer(),
  };
}

async function loadGraph(path: string): Promise<tf.GraphModel> {
  const artifacts = await artifactsOf(path);
  return await tf.loadGraphModel({ load: () => Promise.resolve(artifacts) });
}

async function loadLayers(path: string): Promise<tf.LayersModel> {
  return await layersModel(await artifactsOf(path));
}

/** The layers of a Keras file as tfjs runs them. */
async function loadKeras(path: string): Promise<tf.LayersModel> {
  const file = await readKerasFile(await Deno.readFile(path), path);
  if (file.topology === undefined) {
    throw new NoRuntimeError("it holds weights alone");
  }
  const { weights } = file;
  return await layersModel({
    modelTopology: file.topology,
    weightSpecs: weights.map(({ name, shape }) => ({
      name,
      shape: [...shape],
      dtype: "float32" as const,
    })),
    weightData: await new Blob(
      weights.map(({ values }) => new Uint8Array(values.slice().buffer)),
    ).arrayBuffer(),
  });
}

/** Layers that tfjs runs otherwise than Keras does, as configurations say them. */
const OTHERWISE =
  /"Conv2DTranspose"|"interpolation":"bilinear"|"hard_sigmoid"|"keepdims":true|"groups":[2-9]|"negative_slope":0?\.\d|"(Resizing|Normalization)"|"class_name":"(GroupNormalization|Attention|MultiHeadAttention)"/;

async function layersModel(
  artifacts: tf.io.ModelArtifacts,
): Promise<tf.LayersModel> {
  const text = JSON.stringify(artifacts.modelTopology);
  const isOurs = /TensorFlow\.js/.test(artifacts.generatedBy ?? "");
  const layer = isOurs ? undefined : OTHERWISE.exec(text)?.[0];
  if (layer !== undefined) {
    throw new NoRuntimeError(`tfjs runs ${layer} otherwise than Keras`);
  }
  try {
    return await tf.loadLayersModel({ load: () => Promise.resolve(artifacts) });
  } catch (cause) {
    // Files of Keras 3, and layers that tfjs has not.
    throw new NoRuntimeError(`tfjs cannot load it: ${cause}`, { cause });
  }
}
