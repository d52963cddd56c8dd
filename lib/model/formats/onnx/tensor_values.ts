import type {
  Constant,
  ElementType,
  NumberArray,
} from "../../graph/folding/constant.ts";
import { MalformedModelError } from "../../malformed_model_error.ts";
import type { OnnxTensor } from "./onnx_file.ts";
import { floatOfHalf } from "../half_precision.ts";

/** How ONNX writes elements of a type. */
interface Encoding {
  readonly name: string;
  readonly type: ElementType;
  /** Bytes of an element in raw data. */
  readonly bytes: number;
  /** The elements of raw data, which begins at a multiple of `bytes`. */
  readonly fromRaw: (
    buffer: ArrayBufferLike,
    start: number,
    count: number,
  ) => NumberArray;
  /** The field that holds them where there is no raw data. */
  readonly field:
    | "floatData"
    | "int32Data"
    | "int64Data"
    | "doubleData"
    | "uint64Data";
  /** The elements from the numbers of that field. */
  readonly fromField: (values: readonly number[]) => NumberArray;
}

const ENCODINGS: Readonly<Record<number, Encoding>> = {
  1: view("float32", "float", Float32Array, "floatData"),
  2: view("uint8", "integer", Uint8Array, "int32Data"),
  3: view("int8", "integer", Int8Array, "int32Data"),
  4: view("uint16", "integer", Uint16Array, "int32Data"),
  5: view("int16", "integer", Int16Array, "int32Data"),
  6: view("int32", "integer", Int32Array, "int32Data"),
  7: {
    name: "int64",
    type: "integer",
    bytes: 8,
    fromRaw: (buffer, start, count) =>
      Float64Array.from(new BigInt64Array(buffer, start, count), Number),
    field: "int64Data",
    fromField: (values) => Float64Array.from(values),
  },
  9: view("bool", "boolean", Uint8Array, "int32Data"),
  10: halves("float16", floatOfHalf),
  11: {
    name: "float64",
    type: "float",
    bytes: 8,
    // What runs in float32 is rounded here.
    fromRaw: (buffer, start, count) =>
      Float32Array.from(new Float64Array(buffer, start, count)),
    field: "doubleData",
    fromField: (values) => Float32Array.from(values),
  },
  12: view("uint32", "integer", Uint32Array, "uint64Data"),
  13: {
    name: "uint64",
    type: "integer",
    bytes: 8,
    fromRaw: (buffer, start, count) =>
      Float64Array.from(new BigUint64Array(buffer, start, count), Number),
    field: "uint64Data",
    fromField: (values) => Float64Array.from(values),
  },
  16: halves("bfloat16", (bits) => bits << 16),
};

/** What ONNX calls a type of elements, for messages. */
export function elementTypeName(dataType: number | undefined): string {
  return ENCODINGS[dataType ?? 0]?.name ?? `number ${dataType ?? 0}`;
}

/** What elements of a type of ONNX are; `undefined` for text and the like. */
export function elementTypeOf(
  dataType: number | undefined,
): ElementType | undefined {
  return ENCODINGS[dataType ?? 0]?.type;
}

/**
 * The values of a tensor.
 *
 * @param raw Its bytes, where they lie in another file.
 * @throws {MalformedModelError} If its elements are of a type that is not read, or are
 * not as many as its shape says.
 */
export function tensorValues(
  tensor: OnnxTensor,
  raw: Uint8Array | undefined = tensor.rawData,
): Constant {
  const named = `the tensor ${JSON.stringify(tensor.name ?? "")}`;
  const encoding = ENCODINGS[tensor.dataType ?? 0];
  if (encoding === undefined) {
    throw new MalformedModelError(
      `the elements of ${named} must be of one of ${
        Object.values(ENCODINGS).map(({ name }) => name).join(", ")
      }: current type is number ${tensor.dataType ?? 0}`,
    );
  }
  const shape = tensor.dims;
  // What is no shape has no such number of elements either.
  const count = shape.every((length) => length >= 0)
    ? shape.reduce((product, length) => product * length, 1)
    : NaN;
  const values = raw === undefined ? undefined : decodeRaw(raw, encoding);
  const data = values ?? encoding.fromField(tensor[encoding.field]);
  if (data.length !== count || raw && raw.length !== count * encoding.bytes) {
    throw new MalformedModelError(
      `the shape of ${named}, [${
        shape.join(", ")
      }] must have as many elements as there are: current number is ${data.length}`,
    );
  }
  return { type: encoding.type, shape, data };
}

function decodeRaw(raw: Uint8Array, encoding: Encoding): NumberArray {
  const { bytes, fromRaw } = encoding;
  const aligned = raw.byteOffset % bytes === 0 ? raw : raw.slice();
  return fromRaw(
    aligned.buffer,
    aligned.byteOffset,
    Math.floor(raw.length / bytes),
  );
}

interface View {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, start: number, count: number): NumberArray;
  from(values: Iterable<number>): NumberArray;
}

/** A type that there is a typed array for. */
function view(
  name: string,
  type: ElementType,
  constructor: View,
  field: Encoding["field"],
): Encoding {
  return {
    name,
    type,
    bytes: constructor.BYTES_PER_ELEMENT,
    fromRaw: (buffer, start, count) => new constructor(buffer, start, count),
    field,
    fromField: (values) => constructor.from(values),
  };
}

/** A type of 16 bits, by the bits of the float32 that it stands for. */
function halves(name: string, bitsOf: (half: number) => number): Encoding {
  const decode = (values: ArrayLike<number>) => {
    const bits = new Int32Array(values.length);
    for (let i = 0; i < bits.length; i++) bits[i] = bitsOf(values[i]!);
    return new Float32Array(bits.buffer);
  };
  return {
    name,
    type: "float",
    bytes: 2,
    fromRaw: (buffer, start, count) =>
      decode(new Uint16Array(buffer, start, count)),
    field: "int32Data",
    fromField: decode,
  };
}
