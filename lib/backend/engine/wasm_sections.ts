/** A section of a WASM binary. */
export interface WasmSection {
  /** What it holds: 2 imports, 5 memories, 11 data. */
  readonly id: number;
  /** Offset of its contents. */
  readonly start: number;
}

/** The sections of a WASM binary, in order. */
export function* wasmSections(binary: Uint8Array): Generator<WasmSection> {
  for (let at = 8; at < binary.length;) {
    const [length, start] = unsignedLeb128(binary, at + 1);
    yield { id: binary[at]!, start };
    at = start + length;
  }
}

/** An unsigned LEB128 number and the offset behind it. */
export function unsignedLeb128(
  binary: Uint8Array,
  start: number,
): [value: number, end: number] {
  let [value, shift, at] = [0, 0, start];
  for (;;) {
    const byte = binary[at++]!;
    value |= (byte & 127) << shift;
    if (byte < 128) return [value >>> 0, at];
    shift += 7;
  }
}
