/**
 * What differs between Deno, Node and a page in a browser, one file each, of
 * which only the one that is needed is loaded.
 *
 * @module
 */
import type { Platform } from "./platform.ts";

export { fromBase64, toBase64 } from "./base64.ts";
export { bytesToFloats, floatsToBytes } from "./float_bytes.ts";
export { MissingLibraryError } from "./missing_library_error.ts";
export { packageFile } from "./package_file.ts";
export type { DecodedPixels, Pixels, Platform } from "./platform.ts";
export { sha256 } from "./sha256.ts";
export { withoutAlpha } from "./without_alpha.ts";

/** Returns the platform that this runs on. */
export async function platform(): Promise<Platform> {
  const isPage = globalThis.process?.getBuiltinModule === undefined;
  return isPage
    ? (await import("./page.ts")).page
    : (await import("./native.ts")).native;
}
