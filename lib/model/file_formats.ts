import * as tf from "@tensorflow/tfjs";
import { type Reading, shownUrl } from "../files/mod.ts";
import { describeValue, isRecord } from "../options/mod.ts";
import { loadGraphModel } from "./formats/graph_model/load_graph_model.ts";
import {
  loadLayersModel,
  networkOf,
} from "./formats/layers_model/load_layers_model.ts";
import {
  type ModelJson,
  parseModelJson,
} from "./formats/layers_model/model_json.ts";
import { readKerasFile } from "./formats/keras_file/read_keras_file.ts";
import { loadOnnx, type OnnxOptions } from "./formats/onnx/load_onnx.ts";
import {
  loadKerasWeights,
  loadStateDict,
  notesOfTypes,
  type WeightsOptions,
} from "./weights/load_weights.ts";
import { readShards, shardIndexOf } from "./formats/state_dict/read_shards.ts";
import { readStateDict } from "./formats/state_dict/read_state_dict.ts";
import { holds, OTHER_FILES, starts, textOf } from "./other_files.ts";
import {
  type FileNames,
  graphName,
  nameOf,
  weightsNames,
} from "./file_names.ts";
import type { Network } from "./model.ts";
import type { Preprocessing } from "./preprocessing.ts";

/** A file that may be a model. */
export interface ModelFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly location: URL;
}

/** A network, and what its file says of it. */
export interface ReadModel {
  readonly network: Network;
  readonly named: FileNames;
}

/** What a file leaves open, and limits of reading. */
export type ReadingOptions =
  & Reading
  & Omit<OnnxOptions, "output">
  & WeightsOptions;

/** Reads a model of a format; `output` is which one of several. */
export type ModelReader = (
  file: ModelFile,
  output: number | string,
  reading: ReadingOptions,
) => Promise<ReadModel>;

/** A format that is read, told by the first bytes of a file. */
interface FileFormat {
  readonly begins: (bytes: Uint8Array) => boolean;
  readonly read: ModelReader;
}

/** The formats, the first that fits counts. */
const FORMATS: readonly FileFormat[] = [
  {
    begins: (bytes) => /^(\xef\xbb\xbf)?\s*[{[]/.test(textOf(bytes, 64)),
    read: readModelJson,
  },
  {
    begins: starts("\x89HDF\r\n\x1a\n"),
    read: readKeras,
  },
  {
    // A mere beginning is what a download that broke off leaves.
    begins: (bytes) =>
      starts("PK\x03\x04")(bytes) && !holds(bytes, "data.pkl") &&
      (bytes.length < 64 || holds(bytes, "config.json")),
    read: readKeras,
  },
  {
    begins: (bytes) => starts("PK\x03\x04")(bytes) && holds(bytes, "data.pkl"),
    read: readWeights,
  },
  {
    begins: (bytes) =>
      bytes.length >= 9 && bytes[8] === 0x7b &&
      bytes.subarray(4, 8).every((byte) => byte === 0),
    read: readWeights,
  },
  {
    begins: (bytes) => bytes[0] === 0x80 && bytes[1]! >= 2 && bytes[1]! <= 5,
    read: readWeights,
  },
  {
    // Version of the format, then who wrote it, the graph or the operators.
    begins: (bytes) =>
      bytes[0] === 0x08 && bytes[1]! >= 3 && bytes[1]! < 0x20 &&
      [0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42].includes(bytes[2]!),
    read: readOnnxModel,
  },
];

/**
 * Reads a model, whatever its format; a file of another kind is named by its
 * first bytes, with what to do.
 *
 * @throws {SyntaxError} If it is no model that can be read.
 */
export async function readModel(
  file: ModelFile,
  output: number | string,
  reading: ReadingOptions,
): Promise<ReadModel> {
  const { bytes, location } = file;
  const format = FORMATS.find(({ begins }) => begins(bytes));
  if (format !== undefined) return await format.read(file, output, reading);
  const kind = OTHER_FILES.find(({ begins }) => begins(bytes));
  throw new SyntaxError(
    `Cannot load the model as ${
      shownUrl(location)
    } must be JSON, the model.json of a TF.js model, an ONNX or Keras file, or weights of PyTorch: ${
      kind
        ? `it is ${kind.is}; ${kind.todo}`
        : bytes.length === 0
        ? "it is empty"
        : `it begins with ${describeValue(textOf(bytes, 16))}`
    }`,
  );
}

async function readModelJson(
  file: ModelFile,
  output: number | string,
  reading: ReadingOptions,
): Promise<ReadModel> {
  const { bytes, location } = file;
  const text = new TextDecoder().decode(bytes);
  const shards = shardIndexOf(text);
  if (shards !== undefined) {
    const tensors = await readShards(shards, location, reading);
    const network = loadStateDict(tensors, location, output, reading);
    return { network, named: weightsNames(location, reading) };
  }
  const json = parseModelJson(text, shownUrl(location));
  const { name: own, ...network } = await networkOfJson(
    json,
    location,
    output,
    reading,
  );
  const { name, classNames, preprocessing } = isRecord(json.userDefinedMetadata)
    ? json.userDefinedMetadata
    : {};
  return {
    network,
    named: {
      name: typeof name === "string" && name !== "" ? name : own,
      ...(Array.isArray(classNames) && { classNames: classNames.map(String) }),
      ...(isRecord(preprocessing) &&
        { preprocessing: preprocessing as unknown as Preprocessing }),
    },
  };
}

/** The network of layers, or of operators, and its name. */
async function networkOfJson(
  json: ModelJson,
  location: URL,
  output: number | string,
  { architecture: _, heads: __, ...reading }: ReadingOptions,
): Promise<Network & { readonly name: string }> {
  const isGraph = json.format === "graph-model" ||
    Array.isArray(json.modelTopology["node"]);
  if (isGraph) {
    const options = { output, ...reading };
    const network = await loadGraphModel(json, location, options);
    return { ...network, name: graphName(location) };
  }
  const { signal, byteLimit, stallTimeout, files } = reading;
  const limits = { signal, byteLimit, stallTimeout, files };
  const network = await loadLayersModel(json, location, output, limits);
  return { ...network, layersModel: undefined };
}

async function readOnnxModel(
  { bytes, location }: ModelFile,
  output: number | string,
  reading: ReadingOptions,
): Promise<ReadModel> {
  const { architecture: _, heads: __, ...options } = reading;
  const network = await loadOnnx(bytes, location, { output, ...options });
  return { network, named: { name: nameOf(location) } };
}

async function readKeras(
  { bytes, location }: ModelFile,
  output: number | string,
  options: ReadingOptions,
): Promise<ReadModel> {
  const { topology, weights } = await readKerasFile(bytes, shownUrl(location));
  if (topology === undefined) {
    const network = loadKerasWeights(weights, location, output, options);
    return { network, named: weightsNames(location, options) };
  }
  const stored = weights.map(({ name, shape, values }) => ({
    name,
    shape,
    read: () => tf.tensor(values, [...shape]),
  }));
  const network = await networkOf(
    topology,
    () => Promise.resolve(stored),
    location,
    output,
  );
  return {
    network: {
      ...network,
      layersModel: undefined,
      notes: notesOfTypes(weights.map(({ type }) => type)),
    },
    named: { name: network.name },
  };
}

function readWeights(
  { bytes, location }: ModelFile,
  output: number | string,
  options: ReadingOptions,
): Promise<ReadModel> {
  const tensors = readStateDict(bytes, shownUrl(location));
  const network = loadStateDict(tensors, location, output, options);
  return Promise.resolve({ network, named: weightsNames(location, options) });
}
