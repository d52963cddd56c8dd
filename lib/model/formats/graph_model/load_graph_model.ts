import type { ReadOptions } from "../../../files/mod.ts";
import { isRecord } from "../../../options/mod.ts";
import type { Constant, ElementType } from "../../graph/folding/constant.ts";
import {
  MalformedModelError,
  namingFile,
} from "../../malformed_model_error.ts";
import type { Network } from "../../model.ts";
import type { ModelJson } from "../layers_model/model_json.ts";
import { foldedNotes } from "../export_notes.ts";
import {
  quantizationNotes,
  readWeights,
} from "../layers_model/read_weights.ts";
import { selectOutput } from "../layers_model/select_output.ts";
import type { StoredWeight } from "../layers_model/stored_weights.ts";
import type { ImageInput, InputSize } from "../onnx/image_input.ts";
import type { OnnxOptions } from "../onnx/load_onnx.ts";
import { networkOf } from "../onnx/network_of.ts";
import { Scope } from "../onnx/scope.ts";
import { Translation } from "../onnx/translation.ts";
import {
  type GraphDef,
  type OpenShape,
  readGraphDef,
  shapeOf,
  valueNameOf,
} from "./graph_def.ts";
import { withShortNames } from "./short_names.ts";
import { translateNode } from "./translate_node.ts";

/**
 * The network that the `model.json` of a TF.js graph model describes: each
 * operator of TensorFlow is translated into the operators of ONNX that compute
 * it, under its own name.
 *
 * @param json The file.
 * @param location Where it lies; the weights lie beside it.
 * @param options What the file does not say, and limits of reading.
 * @throws {SyntaxError} If it does not describe a graph, or weights are missing.
 * @throws {RangeError} If it leaves the size of images open and no option says
 * it, or has no such output.
 * @throws {UnsupportedLayerError} If a node cannot be translated.
 */
export async function loadGraphModel(
  json: ModelJson,
  location: URL,
  { output = 0, inputShape, operators = {}, ...reading }:
    & OnnxOptions
    & ReadOptions = {},
): Promise<Network> {
  try {
    const graph = readGraphDef(json.modelTopology);
    const signature = signatureOf(json);
    const image = imageInput(graph, signature, inputShape);
    const outputName = outputNameOf(graph, signature, output);
    const scope = new Scope(graph.nodes, []);
    const constants = new Set(
      graph.nodes.flatMap(({ opType, output }) =>
        opType === "Const" ? [output[0]!] : []
      ),
    );
    for (const weight of await readWeights(json, location, reading)) {
      if (!constants.has(weight.name)) continue;
      scope.values.set(weight.name, await constantOf(weight));
    }
    const translation = new Translation({
      opsets: new Map([["", OPSET]]),
      functions: new Map(),
      operators,
      translate: translateNode,
    });
    const network = networkOf(translation, scope, image, outputName);
    const names = [...constants];
    const notes = [...foldedNotes(names, names), ...quantizationNotes(json)];
    return { ...withShortNames(network), notes };
  } catch (error) {
    throw namingFile(error, location);
  }
}

/** The version of ONNX's operators into which TensorFlow's are translated. */
const OPSET = 23;

/** What a file says of its inputs and outputs. */
interface Signature {
  readonly shapes: ReadonlyMap<string, OpenShape>;
  /** Names of the outputs, and the values that they are. */
  readonly outputs: readonly (readonly [key: string, value: string])[];
}

function signatureOf(
  { signature, userDefinedMetadata }: ModelJson,
): Signature {
  const given = signature ?? userDefinedMetadata?.["signature"];
  const entries = (part: "inputs" | "outputs") => {
    const record = isRecord(given) ? given[part] : undefined;
    return Object.entries(isRecord(record) ? record : {}).map((
      [key, value],
    ) => {
      const { name, tensorShape } = isRecord(value) ? value : {};
      return {
        key,
        name: valueNameOf(typeof name === "string" ? name : key),
        tensorShape,
      };
    });
  };
  return {
    shapes: new Map(
      entries("inputs").map(({ name, tensorShape }) => [
        name,
        shapeOf(tensorShape),
      ]),
    ),
    outputs: entries("outputs").map(({ key, name }) => [key, name]),
  };
}

/** The image that the graph takes; its axes stay where they are. */
function imageInput(
  { placeholders }: GraphDef,
  { shapes }: Signature,
  inputShape: InputSize | undefined,
): ImageInput {
  const [first, ...others] = placeholders;
  if (first === undefined || others.length > 0) {
    throw new TypeError(
      `Cannot explain the model as it must have one input: current inputs are ${
        [...placeholders.keys()].map((name) => JSON.stringify(name))
          .join(", ") || "none"
      }`,
    );
  }
  const [name, own] = first;
  const dims = own ?? shapes.get(name) ?? Array<undefined>(4).fill(undefined);
  if (dims.length !== 4 && dims.length !== 3) {
    throw new TypeError(
      `Cannot explain the model as its input ${
        JSON.stringify(name)
      } must be images [N, H, W, C]: current shape is ${shapeText(dims)}`,
    );
  }
  const size = dims.slice(1);
  if (inputShape !== undefined) {
    const fits = size.every((length, i) =>
      length === undefined || length === inputShape[i]
    );
    if (!fits) {
      throw new RangeError(
        `Cannot load the model for images of ${
          inputShape.join("×")
        } as inputShape must fit its input ${
          JSON.stringify(name)
        }: its shape is ${shapeText(dims)}`,
      );
    }
  }
  const lengths = size.map((length, i) => length ?? inputShape?.[i]);
  if (!lengths.every((length) => length !== undefined)) {
    throw new RangeError(
      `Cannot load the model as its input ${
        JSON.stringify(name)
      } leaves the size of images open, ${
        shapeText(dims)
      }: pass { inputShape: [height, width, channels] }`,
    );
  }
  return {
    name,
    shape: [1, ...lengths],
    axes: lengths.map((_, axis) => axis + 1),
  };
}

function shapeText(dims: readonly (number | undefined)[]): string {
  return `[${dims.map((length) => length ?? "any").join(", ")}]`;
}

/** The value that is explained: of the signature, or read by no node. */
function outputNameOf(
  { nodes }: GraphDef,
  { outputs }: Signature,
  output: number | string,
): string {
  const read = new Set(nodes.flatMap(({ input }) => input));
  const ends = nodes.filter(({ opType, output }) =>
    opType !== "Const" && opType !== "NoOp" &&
    !output.some((name) => read.has(name))
  ).map(({ name = "" }) => [name, name] as const);
  const all = outputs.length > 0 ? outputs : ends;
  const index = selectOutput(
    all.map(([key]) => key),
    all.map(([, value]) => value),
    output,
  );
  return all[index]![1];
}

const TYPES: Readonly<Record<string, ElementType>> = {
  float32: "float",
  int32: "integer",
  bool: "boolean",
};

/** The values of a weight, whatever its bytes were quantized to. */
async function constantOf(
  { name, read }: StoredWeight,
): Promise<Constant> {
  const tensor = read();
  try {
    const type = TYPES[tensor.dtype];
    if (type === undefined) {
      throw new MalformedModelError(
        `the weight ${
          JSON.stringify(name)
        } must be of numbers: its type is ${tensor.dtype}`,
      );
    }
    return { type, shape: [...tensor.shape], data: await tensor.data() };
  } finally {
    tensor.dispose();
  }
}
