/**
 * The bytes of a binary that lies beside a module.
 *
 * @throws {Error} If it cannot be fetched.
 */
export async function readBinary(url: URL): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(
      `Cannot read ${url.href} as it must be there: status is ${response.status}`,
    );
  }
  return new Uint8Array(await response.arrayBuffer());
}
