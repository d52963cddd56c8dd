import type { ReadOptions } from "../files/mod.ts";
import { describeValue, isRecord } from "../options/mod.ts";
import { loadLayersModel } from "./formats/layers_model/load_layers_model.ts";
import { parseModelJson } from "./formats/layers_model/model_json.ts";
import { loadOnnx, type OnnxOptions } from "./formats/onnx/load_onnx.ts";
import type { ModelOptions, Network } from "./model.ts";
import type { Preprocessing } from "./preprocessing.ts";

/** A file that may be a model. */
export interface ModelFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly location: URL;
}

/** A network, and what its file says of it. */
export interface ReadModel {
  readonly network: Network;
  readonly named: Omit<ModelOptions, "name" | "output"> & {
    readonly name: string;
  };
}

/** What a file leaves open, and limits of reading. */
export type ReadingOptions = ReadOptions & Omit<OnnxOptions, "output">;

/** Reads a model of a format; `output` is which one of several. */
export type ModelReader = (
  file: ModelFile,
  output: number | string,
  reading: ReadingOptions,
) => Promise<ReadModel>;

/** A kind of file, told by its first bytes. */
interface FileFormat {
  /** What it is, in words that follow "it is". */
  readonly is: string;
  readonly begins: (bytes: Uint8Array) => boolean;
  /** How it is read, or what to do where it cannot be. */
  readonly read: ModelReader | string;
}

const CONVERT_KERAS =
  "convert it with tensorflowjs_converter to a model.json, or to ONNX with tf2onnx";
const EXPORT_TORCH =
  "it holds weights and no layers; export the network with torch.onnx, and that to a TF.js model";

/** The formats, the first that fits counts. */
const FORMATS: readonly FileFormat[] = [
  {
    is: "a model.json",
    begins: (bytes) => /^\s*[{[]/.test(textOf(bytes, 64)),
    read: readModelJson,
  },
  {
    is: "a Keras model in an HDF5 file (.h5)",
    begins: starts("\x89HDF\r\n\x1a\n"),
    read: CONVERT_KERAS,
  },
  {
    is: "a Keras model in a zip archive (.keras)",
    // A mere beginning is what a download that broke off leaves.
    begins: (bytes) =>
      starts("PK\x03\x04")(bytes) && !holds(bytes, "data.pkl") &&
      (bytes.length < 64 || holds(bytes, "config.json")),
    read: CONVERT_KERAS,
  },
  {
    is: "a PyTorch file in a zip archive (.pt, .pth)",
    begins: (bytes) => starts("PK\x03\x04")(bytes) && holds(bytes, "data.pkl"),
    read: EXPORT_TORCH,
  },
  { is: "a zip archive", begins: starts("PK"), read: "unpack it" },
  {
    is: "a TFLite model",
    begins: (bytes) => textOf(bytes.subarray(4), 4) === "TFL3",
    read:
      "convert the model that it was made of with tensorflowjs_converter, or the file with tflite2onnx",
  },
  {
    is: "a safetensors file",
    begins: (bytes) =>
      bytes.length >= 9 && bytes[8] === 0x7b &&
      bytes.subarray(4, 8).every((byte) => byte === 0),
    read: EXPORT_TORCH,
  },
  {
    is: "a GGUF file",
    begins: starts("GGUF"),
    read: "it holds a language model",
  },
  {
    is: "a PyTorch file of the old kind, or another Python pickle",
    begins: (bytes) => bytes[0] === 0x80 && bytes[1]! >= 2 && bytes[1]! <= 5,
    read: EXPORT_TORCH,
  },
  {
    is: "a TensorFlow SavedModel (.pb)",
    begins: starts("\x08\x01\x12"),
    read: "convert its folder with tensorflowjs_converter",
  },
  {
    is: "an ONNX model",
    // Version of the format, then who wrote it, the graph or the operators.
    begins: (bytes) =>
      bytes[0] === 0x08 && bytes[1]! < 0x20 &&
      [0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42].includes(bytes[2]!),
    read: readOnnxModel,
  },
  {
    is: "a TensorFlow graph (.pb)",
    begins: (bytes) => bytes[0] === 0x0a && holds(bytes, "Placeholder"),
    read: "convert it with tensorflowjs_converter",
  },
  {
    is: "a pointer of Git LFS to a file elsewhere",
    begins: starts("version https://git-lfs"),
    read: "fetch the file itself with git lfs pull",
  },
  {
    is: "a web page",
    begins: (bytes) => /^\s*<(!|html|head|body|\?xml)/i.test(textOf(bytes, 64)),
    read: "give the address of the file itself",
  },
  {
    is: "a picture",
    begins: (bytes) =>
      ["\x89PNG", "\xff\xd8\xff", "GIF8", "BM", "II*\0", "MM\0*"].some((
        magic,
      ) => starts(magic)(bytes)) ||
      starts("RIFF")(bytes) && textOf(bytes.subarray(8), 4) === "WEBP",
    read: "give the model first, the picture to loadImage",
  },
  {
    is: "a gzip file",
    begins: starts("\x1f\x8b"),
    read: "unpack it",
  },
  {
    is: "a NumPy file",
    begins: starts("\x93NUMPY"),
    read: "it holds an array and no layers",
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
  if (typeof format?.read === "function") {
    return await format.read(file, output, reading);
  }
  throw new SyntaxError(
    `Cannot load the model as ${location.href} must be JSON, the model.json of a TF.js layers model, or an ONNX file: ${
      format
        ? `it is ${format.is}; ${format.read}`
        : bytes.length === 0
        ? "it is empty"
        : `it begins with ${describeValue(textOf(bytes, 16))}`
    }`,
  );
}

async function readModelJson(
  { bytes, location }: ModelFile,
  output: number | string,
  { signal, byteLimit, stallTimeout }: ReadingOptions,
): Promise<ReadModel> {
  const reading = { signal, byteLimit, stallTimeout };
  const json = parseModelJson(new TextDecoder().decode(bytes), location.href);
  const network = await loadLayersModel(json, location, output, reading);
  const { name, classNames, preprocessing } = json.userDefinedMetadata ?? {};
  return {
    network: { ...network, layersModel: undefined },
    named: {
      name: typeof name === "string" && name !== "" ? name : network.name,
      ...(Array.isArray(classNames) && { classNames: classNames.map(String) }),
      ...(isRecord(preprocessing) &&
        { preprocessing: preprocessing as unknown as Preprocessing }),
    },
  };
}

async function readOnnxModel(
  { bytes, location }: ModelFile,
  output: number | string,
  reading: ReadingOptions,
): Promise<ReadModel> {
  const network = await loadOnnx(bytes, location, { output, ...reading });
  const file = decodeURIComponent(location.pathname.split("/").at(-1)!);
  const name = file.replace(/\.onnx$/i, "") || "onnx";
  return { network, named: { name } };
}

/** Bytes as characters of the same number. */
function textOf(bytes: Uint8Array, length: number): string {
  return String.fromCharCode(...bytes.subarray(0, length));
}

function starts(magic: string): (bytes: Uint8Array) => boolean {
  return (bytes) => textOf(bytes, magic.length) === magic;
}

/** Whether a text stands in the beginning or at the end of a file. */
function holds(bytes: Uint8Array, text: string): boolean {
  const places = [bytes.subarray(0, 4096), bytes.subarray(-65536)];
  return places.some((part) =>
    new TextDecoder("latin1").decode(part).includes(text)
  );
}
