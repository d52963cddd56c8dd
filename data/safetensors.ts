/** A tensor to be saved. */
export interface SavedTensor {
  readonly shape: readonly number[];
  readonly values:
    | Float32Array
    | Float64Array
    | Uint16Array
    | Int32Array
    | BigInt64Array
    | Uint8Array;
}

/** What the file calls the numbers of an array; 16 bits are half precision. */
const TYPES = {
  BigInt64Array: "I64",
  Float32Array: "F32",
  Float64Array: "F64",
  Int32Array: "I32",
  Uint16Array: "F16",
  Uint8Array: "U8",
} as const;

/** A file of safetensors, as Hugging Face's library writes it. */
export function safetensors(
  tensors: ReadonlyMap<string, SavedTensor>,
): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
  let at = 0;
  for (const [name, { shape, values }] of tensors) {
    const type = values.constructor.name as keyof typeof TYPES;
    const end = at + values.byteLength;
    header[name] = { dtype: TYPES[type], shape, data_offsets: [at, end] };
    at = end;
  }
  const data = new Uint8Array(at);
  at = 0;
  for (const { values } of tensors.values()) {
    data.set(new Uint8Array(values.slice().buffer), at);
    at += values.byteLength;
  }
  return withHeader(header, data);
}

/** The length of a header, the header, and the numbers behind it. */
export function withHeader(
  header: Readonly<Record<string, unknown>>,
  data: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const plain = new TextEncoder().encode(JSON.stringify(header));
  // The numbers begin at a multiple of eight bytes; spaces are no JSON.
  const text = new Uint8Array(Math.ceil(plain.length / 8) * 8).fill(0x20);
  text.set(plain);
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}
