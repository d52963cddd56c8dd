import { isRecord } from "../../../options/mod.ts";
import {
  bytesOf,
  sizeOf,
  type StateDict,
  type StoredTensor,
  storedTensor,
  type StoredType,
} from "./stored_tensor.ts";

const TYPES: Readonly<Record<string, StoredType>> = {
  BF16: "bfloat16",
  BOOL: "bool",
  F16: "float16",
  F32: "float32",
  F64: "float64",
  I16: "int16",
  I32: "int32",
  I64: "int64",
  I8: "int8",
  U8: "uint8",
};

/** The greatest header that Hugging Face's own readers take. */
const MOST_HEADER_BYTES = 25e6;

/**
 * The tensors of a safetensors file: 8 bytes with the length of a JSON header,
 * the header, the values.
 *
 * @throws {Error} With the reason, if it is malformed.
 */
export function readSafetensors(bytes: Uint8Array): StateDict {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.byteLength < 8 ? -1 : Number(view.getBigUint64(0, true));
  if (length < 2 || length > MOST_HEADER_BYTES || 8 + length > bytes.length) {
    throw new RangeError(
      `its header must be of 2 to ${
        Math.min(MOST_HEADER_BYTES, bytes.length - 8)
      } bytes: current value is ${length}`,
    );
  }
  const header: unknown = JSON.parse(
    new TextDecoder().decode(bytes.subarray(8, 8 + length)),
  );
  if (!isRecord(header)) throw new TypeError("its header must be an object");
  const values = bytes.subarray(8 + length);
  const tensors = new Map<string, StoredTensor>();
  for (const [name, entry] of Object.entries(header)) {
    if (name !== "__metadata__") tensors.set(name, tensorOf(values, entry));
  }
  return tensors;
}

function tensorOf(values: Uint8Array, entry: unknown): StoredTensor {
  const { dtype, shape, data_offsets: offsets } = isRecord(entry) ? entry : {};
  const type = typeof dtype === "string" && Object.hasOwn(TYPES, dtype)
    ? TYPES[dtype]!
    : undefined;
  if (type === undefined) {
    throw new RangeError(
      `a tensor's type must be one of ${
        Object.keys(TYPES).join(", ")
      }: current value is ${JSON.stringify(dtype)}`,
    );
  }
  if (!isIntegers(shape) || !isIntegers(offsets) || offsets.length !== 2) {
    throw new TypeError("a tensor must have a shape and two offsets");
  }
  const [start, end] = offsets as [number, number];
  if (
    end > values.length || end - start !== sizeOf(shape) * bytesOf(type)
  ) {
    throw new RangeError(
      `a tensor's offsets must hold its ${
        sizeOf(shape)
      } values: current value is [${offsets}] of ${values.length} bytes`,
    );
  }
  return storedTensor(values.subarray(start, end), type, shape);
}

function isIntegers(value: unknown): value is readonly number[] {
  return Array.isArray(value) &&
    value.every((item) => Number.isSafeInteger(item) && item >= 0);
}
