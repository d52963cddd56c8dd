import { decodeMessage, type MessageType } from "./protobuf.ts";

/** A tensor as the file holds it. */
export interface OnnxTensor {
  readonly name?: string;
  readonly dims: readonly number[];
  /** One of ONNX's numbers for types of elements. */
  readonly dataType?: number;
  /** Its bytes, once those in another file are there too. */
  rawData?: Uint8Array;
  readonly floatData: readonly number[];
  readonly int32Data: readonly number[];
  readonly int64Data: readonly number[];
  readonly doubleData: readonly number[];
  readonly uint64Data: readonly number[];
  /** Where the values lie, if not in this file. */
  readonly externalData: readonly Entry[];
  /** 1 where they lie in another file. */
  readonly dataLocation?: number;
}

/** A setting of a node. */
export interface OnnxAttribute {
  readonly name?: string;
  readonly f?: number;
  readonly i?: number;
  readonly s?: Uint8Array;
  readonly t?: OnnxTensor;
  readonly g?: OnnxGraph;
  readonly floats: readonly number[];
  readonly ints: readonly number[];
  readonly strings: readonly Uint8Array[];
  /** The attribute of the function around it that stands for its value. */
  readonly refAttrName?: string;
}

/** One operation. */
export interface OnnxNode {
  readonly name?: string;
  readonly opType?: string;
  readonly domain?: string;
  /** Names of values; an empty one is left out. */
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly OnnxAttribute[];
}

/** A value at the border of a graph. */
export interface OnnxValue {
  readonly name?: string;
  readonly type?: {
    readonly tensorType?: {
      readonly elemType?: number;
      readonly shape?: {
        readonly dim: readonly {
          readonly dimValue?: number;
          readonly dimParam?: string;
        }[];
      };
    };
  };
}

/** Operations from some values to others. */
export interface OnnxGraph {
  readonly node: readonly OnnxNode[];
  readonly initializer: readonly OnnxTensor[];
  readonly input: readonly OnnxValue[];
  readonly output: readonly OnnxValue[];
}

/** A node's operation that the file itself defines. */
export interface OnnxFunction {
  readonly name?: string;
  readonly domain?: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly node: readonly OnnxNode[];
  readonly attributeProto: readonly OnnxAttribute[];
}

/** A name and a text. */
export interface Entry {
  readonly key?: string;
  readonly value?: string;
}

/** A network as the file holds it. */
export interface OnnxFile {
  readonly producerName?: string;
  readonly graph: OnnxGraph;
  readonly opsetImport: readonly {
    readonly domain?: string;
    readonly version?: number;
  }[];
  readonly metadataProps: readonly Entry[];
  readonly functions: readonly OnnxFunction[];
}

/**
 * What an ONNX file holds, unchecked but for the form of its messages. Weights
 * are views of `bytes`.
 *
 * @param where What to call the file in an error.
 * @throws {SyntaxError} If the bytes are no ONNX file, or a truncated one.
 */
export function readOnnx(bytes: Uint8Array, where: string): OnnxFile {
  let file: Record<string, unknown>;
  try {
    file = decodeMessage(bytes, MODEL);
  } catch (error) {
    throw new SyntaxError(
      `Cannot load the model as ${where} must be a whole ONNX file: ${
        error instanceof Error ? error.message : error
      }`,
      { cause: error },
    );
  }
  if (file["graph"] === undefined) {
    throw new SyntaxError(
      `Cannot load the model as ${where} must be an ONNX file: it holds no graph`,
    );
  }
  return file as unknown as OnnxFile;
}

const ENTRY: MessageType = { 1: ["key", "string"], 2: ["value", "string"] };

const TENSOR: MessageType = {
  1: ["dims", "int", "many"],
  2: ["dataType", "int"],
  4: ["floatData", "float", "many"],
  5: ["int32Data", "int", "many"],
  7: ["int64Data", "int", "many"],
  8: ["name", "string"],
  9: ["rawData", "bytes"],
  10: ["doubleData", "double", "many"],
  11: ["uint64Data", "int", "many"],
  13: ["externalData", () => ENTRY, "many"],
  14: ["dataLocation", "int"],
};

const ATTRIBUTE: MessageType = {
  1: ["name", "string"],
  2: ["f", "float"],
  3: ["i", "int"],
  4: ["s", "bytes"],
  5: ["t", () => TENSOR],
  6: ["g", () => GRAPH],
  7: ["floats", "float", "many"],
  8: ["ints", "int", "many"],
  9: ["strings", "bytes", "many"],
  21: ["refAttrName", "string"],
};

const NODE: MessageType = {
  1: ["input", "string", "many"],
  2: ["output", "string", "many"],
  3: ["name", "string"],
  4: ["opType", "string"],
  5: ["attribute", () => ATTRIBUTE, "many"],
  7: ["domain", "string"],
};

const DIMENSION: MessageType = {
  1: ["dimValue", "int"],
  2: ["dimParam", "string"],
};

const SHAPE: MessageType = { 1: ["dim", () => DIMENSION, "many"] };

const TENSOR_TYPE: MessageType = {
  1: ["elemType", "int"],
  2: ["shape", () => SHAPE],
};

const TYPE: MessageType = { 1: ["tensorType", () => TENSOR_TYPE] };

const VALUE: MessageType = { 1: ["name", "string"], 2: ["type", () => TYPE] };

const GRAPH: MessageType = {
  1: ["node", () => NODE, "many"],
  5: ["initializer", () => TENSOR, "many"],
  11: ["input", () => VALUE, "many"],
  12: ["output", () => VALUE, "many"],
};

const OPSET: MessageType = { 1: ["domain", "string"], 2: ["version", "int"] };

const FUNCTION: MessageType = {
  1: ["name", "string"],
  4: ["input", "string", "many"],
  5: ["output", "string", "many"],
  7: ["node", () => NODE, "many"],
  10: ["domain", "string"],
  11: ["attributeProto", () => ATTRIBUTE, "many"],
};

const MODEL: MessageType = {
  2: ["producerName", "string"],
  7: ["graph", () => GRAPH],
  8: ["opsetImport", () => OPSET, "many"],
  14: ["metadataProps", () => ENTRY, "many"],
  25: ["functions", () => FUNCTION, "many"],
};
