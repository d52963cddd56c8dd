/** The SHA-256 of a text or of bytes, in 64 hexadecimal digits. */
export async function sha256(
  content: string | Uint8Array<ArrayBuffer>,
): Promise<string> {
  const bytes = typeof content === "string"
    ? new TextEncoder().encode(content)
    : content;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  // Node 22 has no `toHex`.
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}
