interface Entry {
  readonly dtype: keyof typeof ARRAYS;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [from: number, to: number];
}

/** A tensor of a safetensors file. */
export interface StoredTensor {
  /** Its shape. */
  readonly shape: readonly number[];
  /** Its type in the file. */
  readonly dtype: keyof typeof ARRAYS;
  /** Its values. */
  readonly data:
    | Float32Array
    | Float64Array
    | Int32Array
    | BigInt64Array
    | Uint8Array;
}

const ARRAYS = {
  F32: Float32Array,
  F64: Float64Array,
  I32: Int32Array,
  I64: BigInt64Array,
  U8: Uint8Array,
} as const;

/**
 * Returns the tensors of a safetensors file by name, in the order of the file.
 *
 * The file is the header's length (8 bytes), a header in JSON and the data, all
 * little-endian. Tensors may lie at odd offsets, so their bytes are copied.
 *
 * @throws {SyntaxError} If header, type or size do not fit.
 */
export async function readSafetensors(
  path: string,
): Promise<ReadonlyMap<string, StoredTensor>> {
  const bytes = await Deno.readFile(path);
  const start = bytes.length < 8
    ? 0
    : Number(new DataView(bytes.buffer).getBigUint64(0, true)) + 8;
  if (start < 8 || start > bytes.length) {
    throw new SyntaxError(`"${path}" is cut off`);
  }
  const header: Readonly<Record<string, Entry>> = JSON.parse(
    new TextDecoder().decode(bytes.subarray(8, start)),
  );
  const tensors = new Map<string, StoredTensor>();
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const [from, to] = data_offsets.map((offset) => start + offset) as [
      number,
      number,
    ];
    const length = shape.reduce((product, side) => product * side, 1);
    const TypedArray = ARRAYS[dtype];
    if (
      to > bytes.length ||
      to - from !== length * (TypedArray?.BYTES_PER_ELEMENT ?? NaN)
    ) {
      throw new SyntaxError(
        `"${path}" has no whole ${dtype} [${shape}] as "${name}"`,
      );
    }
    tensors.set(name, {
      shape,
      dtype,
      data: new TypedArray(bytes.slice(from, to).buffer),
    });
  }
  return tensors;
}
