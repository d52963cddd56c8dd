import { type ReadOptions, shownUrl } from "../../../files/mod.ts";
import {
  callback,
  isRecord,
  listOf,
  type OptionRequirements,
  positiveInteger,
} from "../../../options/mod.ts";
import { namingFile } from "../../malformed_model_error.ts";
import type { Network } from "../../model.ts";
import { foldedNotes, storedNotes } from "../export_notes.ts";
import { readExternalData } from "./external_data.ts";
import { imageInput, type InputSize } from "./image_input.ts";
import {
  type OnnxFile,
  type OnnxFunction,
  type OnnxGraph,
  readOnnx,
} from "./onnx_file.ts";
import { networkOf } from "./network_of.ts";
import { runOperator } from "./run_operator.ts";
import { Scope } from "./scope.ts";
import { elementTypeName } from "./tensor_values.ts";
import { Translation } from "./translation.ts";
import type { UserOperators } from "./user_operators.ts";

/** What an ONNX file does not say. */
export interface OnnxOptions {
  /**
   * Which output of several is explained: its position or its name.
   *
   * @default {0}
   */
  readonly output?: number | string | undefined;
  /**
   * Height, width and channels of an image, for a file that leaves them open.
   */
  readonly inputShape?: InputSize | undefined;
  /**
   * Operators that are not read, by name (by `domain::name` outside of ONNX's
   * own domain), as functions of tensors that tfjs can differentiate.
   *
   * @default {{}}
   */
  readonly operators?: UserOperators | undefined;
}

/** What {@linkcode OnnxOptions} must be, but for the output. */
export const ONNX_OPTIONS: OptionRequirements<Omit<OnnxOptions, "output">> = {
  inputShape: {
    ...listOf(positiveInteger),
    expected: "[height, width, channels]",
    isValue: (shape: readonly number[]) =>
      shape.length === 3 &&
      shape.every((length) => Number.isSafeInteger(length) && length > 0),
  },
  operators: {
    expected: "{ OperatorName: (inputs, attributes) => tensor }",
    isType: (value) =>
      isRecord(value) && Object.values(value).every(callback.isType),
  },
};

/** Versions of ONNX's operators that are read. */
const OPSETS = { first: 7, last: 23 };

/**
 * The network in an ONNX file.
 *
 * @param bytes The file.
 * @param location Where it lies: files that it names lie beside it.
 * @param options What the file does not say, and limits of reading.
 * @throws {SyntaxError} If the file is malformed.
 * @throws {RangeError} If it leaves the size of images open and no option says
 * it, has no such output, or its opset is not read.
 * @throws {UnsupportedLayerError} If a node cannot be translated.
 */
export async function loadOnnx(
  bytes: Uint8Array,
  location: URL,
  { output = 0, inputShape, operators = {}, ...reading }:
    & OnnxOptions
    & ReadOptions = {},
): Promise<Network> {
  const file = readOnnx(bytes, shownUrl(location));
  const opsets = opsetsOf(file);
  const { graph } = file;
  const outputName = outputNameOf(graph, output);
  await readExternalData(file, location, reading);
  try {
    const translation = new Translation({
      opsets,
      functions: functionsOf(file),
      operators,
      translate: runOperator,
    });
    const network = networkOf(
      translation,
      new Scope(graph.node, graph.initializer),
      imageInput(graph, inputShape),
      outputName,
    );
    return { ...network, notes: notesOf(graph) };
  } catch (error) {
    throw namingFile(error, location);
  }
}

/** What the names and types of a file say of how it was made. */
function notesOf({ node, initializer }: OnnxGraph): readonly string[] {
  const biases = node.flatMap(({ opType, input }) =>
    opType === "Conv" && input[2] ? [input[2]] : []
  );
  const stored = initializer.flatMap(({ dataType, dims }) =>
    dims.length > 0 && OTHER_PRECISIONS.has(elementTypeName(dataType))
      ? [elementTypeName(dataType)]
      : []
  );
  return [
    ...foldedNotes(biases, initializer.map(({ name = "" }) => name)),
    ...storedNotes(stored),
  ];
}

/** Of weights that run in float32. */
const OTHER_PRECISIONS: ReadonlySet<string> = new Set([
  "float16",
  "bfloat16",
  "float64",
]);

function opsetsOf({ opsetImport }: OnnxFile): ReadonlyMap<string, number> {
  const opsets = new Map(
    opsetImport.map(({ domain = "", version = 0 }) =>
      [domain === "ai.onnx" ? "" : domain, version] as const
    ),
  );
  const own = opsets.get("") ?? 0;
  if (own >= OPSETS.first && own <= OPSETS.last) return opsets;
  throw new RangeError(
    `Cannot load the model as its opset must be ${OPSETS.first} to ${OPSETS.last}: current value is ${own}; export it with another opset_version`,
  );
}

function functionsOf(
  { functions }: OnnxFile,
): ReadonlyMap<string, OnnxFunction> {
  return new Map(functions.map((each) => {
    const { domain = "", name = "" } = each;
    return [domain === "" ? name : `${domain}::${name}`, each];
  }));
}

function outputNameOf(
  { output: outputs }: OnnxGraph,
  output: number | string,
): string {
  const names = outputs.map(({ name = "" }) => name);
  const name = typeof output === "number"
    ? names[output]
    : names.find((name) => name === output);
  if (name !== undefined) return name;
  throw new RangeError(
    `Cannot explain the output ${JSON.stringify(output)} as it must be one of ${
      names.map((name, i) => `${i} (${name})`).join(", ")
    }`,
  );
}
