/** Bytes after which timers and signals come in. */
const TURN = 2 ** 24;

/** How many more bytes may be read: by one reader, or by several together. */
export interface ByteBudget {
  left: number;
}

/**
 * Returns the chunks as one array, and never holds more than the budget allows.
 *
 * @param chunks The bytes.
 * @param expected How many there will be, where that is known: then nothing is
 * copied twice.
 * @param budget What may be read; it is reduced by what has been.
 * @param tooLarge The error for more, from what is known to have come.
 * @param signal Ends the reading.
 */
export async function collect(
  chunks: AsyncIterable<Uint8Array>,
  expected: number | undefined,
  budget: ByteBudget,
  tooLarge: (size: number) => Error,
  signal: AbortSignal | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  let buffer = new ArrayBuffer(Math.min(expected ?? 0, budget.left));
  let size = 0;
  let turn = TURN;
  signal?.throwIfAborted();
  for await (const chunk of chunks) {
    signal?.throwIfAborted();
    if (chunk.length > budget.left) throw tooLarge(size + chunk.length);
    budget.left -= chunk.length;
    const needed = size + chunk.length;
    if (needed > buffer.byteLength) {
      const room = Math.min(needed + budget.left, 2 * buffer.byteLength);
      buffer = buffer.transfer(Math.max(needed, room));
    }
    new Uint8Array(buffer).set(chunk, size);
    size = needed;
    if (size >= turn) {
      turn = size + TURN;
      await new Promise((resolve) => setTimeout(resolve));
    }
  }
  return new Uint8Array(
    size === buffer.byteLength ? buffer : buffer.transfer(size),
  );
}
