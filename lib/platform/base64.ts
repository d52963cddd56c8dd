/** Bytes that become text at a time. */
const CHUNK = 2 ** 15;

/** Returns bytes in base64. Node 22 has no method for it. */
export function toBase64(bytes: Uint8Array): string {
  const { toBase64: own } = bytes as Partial<Uint8Array>;
  if (own !== undefined) return own.call(bytes);
  let text = "";
  for (let start = 0; start < bytes.length; start += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(start, start + CHUNK));
  }
  return btoa(text);
}

/**
 * Returns the bytes of a text in base64.
 *
 * @throws {SyntaxError} If it is none.
 */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const { fromBase64: own } = Uint8Array as Partial<typeof Uint8Array>;
  if (own !== undefined) return own.call(Uint8Array, text);
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch (cause) {
    throw new SyntaxError(
      `Cannot read base64 as its letters must be those of it: current value begins with ${
        JSON.stringify(text.slice(0, 16))
      }`,
      { cause },
    );
  }
}
