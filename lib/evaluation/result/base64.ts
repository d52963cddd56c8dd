import {
  bytesToFloats,
  floatsToBytes,
  fromBase64,
  toBase64,
} from "../../platform/mod.ts";

/** Numbers as base64 of float32, least significant byte first. */
export function encodeFloats(values: Float32Array): string {
  return toBase64(floatsToBytes(values));
}

/** The numbers that {@linkcode encodeFloats} wrote. */
export function decodeFloats(base64: string): Float32Array {
  return bytesToFloats(fromBase64(base64));
}
