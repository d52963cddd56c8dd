import { fromBase64, toBase64 } from "../../platform/mod.ts";
/** Numbers as base64 of float32, least significant byte first. */
export function encodeFloats(values: Float32Array): string {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => view.setFloat32(4 * i, value, true));
  return toBase64(new Uint8Array(view.buffer));
}

/** The numbers that {@linkcode encodeFloats} wrote. */
export function decodeFloats(base64: string): Float32Array {
  const bytes = fromBase64(base64);
  const view = new DataView(bytes.buffer);
  return Float32Array.from(
    { length: bytes.length / 4 },
    (_, i) => view.getFloat32(4 * i, true),
  );
}
