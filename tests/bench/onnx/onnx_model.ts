import protobuf from "protobufjs";

/** One operation of a graph. */
export interface OnnxNode {
  /** ONNX's name of it, `Conv`. */
  readonly operation: string;
  /** Names of the values that it takes, weights among them. */
  readonly inputs: readonly string[];
  /** Name of the value that it gives. */
  readonly output: string;
  /** Numbers that are not whole have a fraction or stand as `{ float }`. */
  readonly attributes?: Readonly<
    Record<string, number | readonly number[] | { readonly float: number }>
  >;
}

/** A weight. */
export interface OnnxWeight {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A graph from one image tensor to one output. */
export interface OnnxGraph {
  readonly input: { readonly name: string; readonly shape: readonly number[] };
  readonly output: { readonly name: string; readonly shape: readonly number[] };
  readonly nodes: readonly OnnxNode[];
  readonly weights: ReadonlyMap<string, OnnxWeight>;
}

/** Version of the set of operations: that of ONNX 1.14. */
const OPERATIONS = 19;

/** Version of the file format that knows them. */
const FORMAT = 9;

const FLOAT_TENSOR = 1;

/** The part of ONNX's format that these graphs need. */
const MESSAGES = protobuf.Root.fromJSON({
  nested: {
    ModelProto: message({
      irVersion: ["int64", 1],
      graph: ["GraphProto", 7],
      opsetImport: ["OperatorSet", 8, "repeated"],
    }),
    OperatorSet: message({ domain: ["string", 1], version: ["int64", 2] }),
    GraphProto: message({
      node: ["NodeProto", 1, "repeated"],
      name: ["string", 2],
      initializer: ["TensorProto", 5, "repeated"],
      input: ["ValueInfo", 11, "repeated"],
      output: ["ValueInfo", 12, "repeated"],
    }),
    NodeProto: message({
      input: ["string", 1, "repeated"],
      output: ["string", 2, "repeated"],
      opType: ["string", 4],
      attribute: ["Attribute", 5, "repeated"],
    }),
    Attribute: message({
      name: ["string", 1],
      f: ["float", 2],
      i: ["int64", 3],
      ints: ["int64", 8, "repeated"],
      type: ["int32", 20],
    }),
    TensorProto: message({
      dims: ["int64", 1, "repeated"],
      dataType: ["int32", 2],
      name: ["string", 8],
      rawData: ["bytes", 9],
    }),
    ValueInfo: message({ name: ["string", 1], type: ["Type", 2] }),
    Type: message({ tensorType: ["TensorType", 1] }),
    TensorType: message({ elemType: ["int32", 1], shape: ["Shape", 2] }),
    Shape: message({ dim: ["Dimension", 1, "repeated"] }),
    Dimension: message({ dimValue: ["int64", 1] }),
  },
});

/** The bytes of an ONNX file with that graph. */
export function onnxModel(
  { input, output, nodes, weights }: OnnxGraph,
): Uint8Array<ArrayBuffer> {
  const Model = MESSAGES.lookupType("ModelProto");
  const bytes = Model.encode(Model.create({
    irVersion: FORMAT,
    opsetImport: [{ domain: "", version: OPERATIONS }],
    graph: {
      name: "graph",
      node: nodes.map((node) => ({
        input: node.inputs,
        output: [node.output],
        opType: node.operation,
        attribute: Object.entries(node.attributes ?? {}).map(attribute),
      })),
      initializer: [...weights].map(([name, { shape, values }]) => ({
        name,
        dims: shape,
        dataType: FLOAT_TENSOR,
        rawData: new Uint8Array(
          values.buffer,
          values.byteOffset,
          values.byteLength,
        ),
      })),
      input: [valueInfo(input)],
      output: [valueInfo(output)],
    },
  })).finish();
  return new Uint8Array(bytes);
}

function message(
  fields: Readonly<
    Record<string, readonly [type: string, id: number, rule?: "repeated"]>
  >,
): protobuf.IType {
  return {
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, [type, id, rule]]) => [
        name,
        { type, id, ...(rule && { rule }) },
      ]),
    ),
  };
}

function attribute(
  [name, value]: [
    string,
    number | readonly number[] | { readonly float: number },
  ],
): object {
  if (typeof value === "number") return { name, i: value, type: 2 };
  if ("float" in value) return { name, f: value.float, type: 1 };
  return { name, ints: value, type: 7 };
}

function valueInfo(
  { name, shape }: { readonly name: string; readonly shape: readonly number[] },
): object {
  return {
    name,
    type: {
      tensorType: {
        elemType: FLOAT_TENSOR,
        shape: { dim: shape.map((dimValue) => ({ dimValue })) },
      },
    },
  };
}
