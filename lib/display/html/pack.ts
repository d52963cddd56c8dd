import { gzipSync } from "node:zlib";
import { encodeBase64 } from "../raster/encode_base64.ts";

/** Returns a text as the browser unpacks it: compressed, then base64. */
export function pack(text: string): string {
  return encodeBase64(gzipSync(text, { level: 9 }));
}
