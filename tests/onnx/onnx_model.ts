import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** A setting of a node; a number is an integer unless it stands as `{ float }`. */
export type OnnxAttribute =
  | number
  | string
  | readonly number[]
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly tensor: OnnxWeight }
  | { readonly graph: OnnxGraph }
  /** The attribute of the function around the node that stands for it. */
  | { readonly reference: string };

/** One operation of a graph. */
export interface OnnxNode {
  /** ONNX's name of it, `Conv`. */
  readonly operation: string;
  readonly name?: string;
  readonly domain?: string;
  /** Names of the values that it takes, weights among them; "" is left out. */
  readonly inputs: readonly string[];
  /** Name of the value that it gives, or names of several. */
  readonly output: string | readonly string[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

/** A weight, of the type of its values by default. */
export interface OnnxWeight {
  readonly shape: readonly number[];
  readonly values: OnnxValues;
  readonly type?: OnnxType;
  /** Written number by number, not as raw bytes. */
  readonly typed?: boolean;
  /** Where its bytes lie, in place of here. */
  readonly external?: Readonly<Record<string, string>>;
}

/** Elements of a tensor. */
export type OnnxValues =
  | Float32Array
  | Float64Array
  | BigInt64Array
  | Int32Array
  | Int8Array
  | Uint8Array
  | Uint16Array;

/** Types of elements, by ONNX's numbers. */
export const ONNX_TYPES = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  bfloat16: 16,
} as const;

/** A type of elements. */
export type OnnxType = keyof typeof ONNX_TYPES;

/** A value at the border of a graph; text stands for a length that is open. */
export interface OnnxBorder {
  readonly name: string;
  readonly shape?: readonly (number | string)[];
  readonly type?: OnnxType;
}

/** A graph from some values to others. */
export interface OnnxGraph {
  readonly inputs: readonly OnnxBorder[];
  readonly outputs: readonly OnnxBorder[];
  readonly nodes: readonly OnnxNode[];
  readonly weights?: ReadonlyMap<string, OnnxWeight>;
}

/** An operator that a file defines. */
export interface OnnxFunction {
  readonly domain: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly nodes: readonly OnnxNode[];
}

/** What stands in a file beside its graph. */
export interface OnnxModelOptions {
  /** @default {19} */
  readonly opset?: number;
  /** Versions of operators outside of ONNX's domain. */
  readonly domains?: Readonly<Record<string, number>>;
  readonly functions?: readonly OnnxFunction[];
}

/** Version of the file format, that of ONNX 1.14. */
const FORMAT = 9;

/** The bytes of an ONNX file with that graph. */
export function onnxModel(
  graph: OnnxGraph,
  { opset = 19, domains = {}, functions = [] }: OnnxModelOptions = {},
): Uint8Array<ArrayBuffer> {
  const file = new Message();
  file.int(1, FORMAT);
  file.message(7, graphMessage(graph));
  for (const [domain, version] of Object.entries({ "": opset, ...domains })) {
    const message = new Message();
    message.text(1, domain);
    message.int(2, version);
    file.message(8, message);
  }
  for (const each of functions) {
    const message = new Message();
    message.text(1, each.name);
    each.inputs.forEach((name) => message.text(4, name));
    each.outputs.forEach((name) => message.text(5, name));
    each.nodes.forEach((node) => message.message(7, nodeMessage(node)));
    const version = new Message();
    version.text(1, "");
    version.int(2, opset);
    message.message(9, version);
    message.text(10, each.domain);
    file.message(25, message);
  }
  return file.bytes();
}

/** A message of the format, field by field. */
class Message {
  readonly #writer = new BinaryWriter();

  int(field: number, value: number | bigint): void {
    this.#writer.tag(field, WireType.Varint).int64(value);
  }

  float(field: number, value: number): void {
    this.#writer.tag(field, WireType.Bit32).float(value);
  }

  double(field: number, value: number): void {
    this.#writer.tag(field, WireType.Bit64).double(value);
  }

  text(field: number, value: string): void {
    this.#writer.tag(field, WireType.LengthDelimited).string(value);
  }

  raw(field: number, value: Uint8Array): void {
    this.#writer.tag(field, WireType.LengthDelimited).bytes(value);
  }

  message(field: number, value: Message): void {
    this.raw(field, value.bytes());
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#writer.finish());
  }
}

function graphMessage({ inputs, outputs, nodes, weights }: OnnxGraph): Message {
  const graph = new Message();
  nodes.forEach((node) => graph.message(1, nodeMessage(node)));
  graph.text(2, "graph");
  weights?.forEach((weight, name) =>
    graph.message(5, tensorMessage(weight, name))
  );
  inputs.forEach((value) => graph.message(11, borderMessage(value)));
  outputs.forEach((value) => graph.message(12, borderMessage(value)));
  return graph;
}

function nodeMessage(
  { operation, name, domain, inputs, output, attributes = {} }: OnnxNode,
): Message {
  const node = new Message();
  inputs.forEach((input) => node.text(1, input));
  [output].flat().forEach((output) => node.text(2, output));
  if (name !== undefined) node.text(3, name);
  node.text(4, operation);
  for (const [name, value] of Object.entries(attributes)) {
    node.message(5, attributeMessage(name, value));
  }
  if (domain !== undefined) node.text(7, domain);
  return node;
}

function attributeMessage(name: string, value: OnnxAttribute): Message {
  const attribute = new Message();
  attribute.text(1, name);
  const type = (number: number) => attribute.int(20, number);
  if (typeof value === "number") {
    attribute.int(3, value);
    type(2);
  } else if (typeof value === "string") {
    attribute.raw(4, new TextEncoder().encode(value));
    type(3);
  } else if ("float" in value) {
    attribute.float(2, value.float);
    type(1);
  } else if ("floats" in value) {
    value.floats.forEach((number) => attribute.float(7, number));
    type(6);
  } else if ("tensor" in value) {
    attribute.message(5, tensorMessage(value.tensor, ""));
    type(4);
  } else if ("graph" in value) {
    attribute.message(6, graphMessage(value.graph));
    type(5);
  } else if ("reference" in value) {
    attribute.text(21, value.reference);
    type(2);
  } else {
    value.forEach((number) => attribute.int(8, number));
    type(7);
  }
  return attribute;
}

function tensorMessage(weight: OnnxWeight, name: string): Message {
  const { shape, values, external, typed = false } = weight;
  const type = weight.type ?? typeOf(values);
  const tensor = new Message();
  shape.forEach((length) => tensor.int(1, length));
  tensor.int(2, ONNX_TYPES[type]);
  tensor.text(8, name);
  if (external !== undefined) {
    for (const [key, value] of Object.entries(external)) {
      const entry = new Message();
      entry.text(1, key);
      entry.text(2, value);
      tensor.message(13, entry);
    }
    tensor.int(14, 1);
  } else if (typed) {
    for (const value of values) {
      if (type === "float32") tensor.float(4, Number(value));
      else if (type === "float64") tensor.double(10, Number(value));
      else tensor.int(type === "int64" ? 7 : 5, value);
    }
  } else {
    const { buffer, byteOffset, byteLength } = values;
    tensor.raw(9, new Uint8Array(buffer, byteOffset, byteLength));
  }
  return tensor;
}

function typeOf(values: OnnxValues): OnnxType {
  if (values instanceof Float32Array) return "float32";
  if (values instanceof Float64Array) return "float64";
  if (values instanceof BigInt64Array) return "int64";
  if (values instanceof Int32Array) return "int32";
  if (values instanceof Int8Array) return "int8";
  return values instanceof Uint8Array ? "uint8" : "uint16";
}

function borderMessage(
  { name, shape, type = "float32" }: OnnxBorder,
): Message {
  const border = new Message();
  border.text(1, name);
  const tensor = new Message();
  tensor.int(1, ONNX_TYPES[type]);
  if (shape !== undefined) {
    const dimensions = new Message();
    for (const length of shape) {
      const dimension = new Message();
      if (typeof length === "number") dimension.int(1, length);
      else dimension.text(2, length);
      dimensions.message(1, dimension);
    }
    tensor.message(2, dimensions);
  }
  const whole = new Message();
  whole.message(1, tensor);
  border.message(2, whole);
  return border;
}
