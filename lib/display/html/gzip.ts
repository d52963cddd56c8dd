import { toBase64 } from "../../platform/mod.ts";
/** Returns a content as gzip packs it, in base64. */
export async function gzipBase64(content: Blob): Promise<string> {
  const packed = content.stream().pipeThrough(new CompressionStream("gzip"));
  return toBase64(await new Response(packed).bytes());
}
