import { encodeBase64 } from "./encode_base64.ts";

/** Returns the data URL of a file's bytes. */
export function dataUrl(mime: string, bytes: Uint8Array): string {
  return `data:${mime};base64,${encodeBase64(bytes)}`;
}
