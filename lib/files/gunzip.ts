import { Inflate } from "pako";

/** Bytes that are unpacked at a time: they grow to 16 MiB at most. */
const SLICE = 2 ** 14;

/** zlib's "gzip only, windows of 2^15". */
const GZIP = 16 + 15;

/** Whether a file begins as gzip files do. */
export function isGzip(start: Uint8Array): boolean {
  return start[0] === 0x1f && start[1] === 0x8b;
}

/**
 * Returns the content of a file chunk by chunk: as it is, or, where it begins as
 * gzip files do, that of all its members, each checked against its checksum.
 * Zeros behind a member are padding.
 *
 * The platform's `DecompressionStream` fails on a second member.
 *
 * @param chunks The bytes, packed or not.
 * @param malformed The error for packed bytes that are not as they should be.
 */
export async function* unpack(
  chunks: AsyncIterable<Uint8Array>,
  malformed: (reason: string) => Error,
): AsyncGenerator<Uint8Array> {
  const source = chunks[Symbol.asyncIterator]();
  try {
    const start: number[] = [];
    while (start.length < 2) {
      const { done, value } = await source.next();
      if (done) break;
      for (const byte of value) start.push(byte);
    }
    const all = (async function* () {
      yield Uint8Array.from(start);
      yield* { [Symbol.asyncIterator]: () => source };
    })();
    yield* isGzip(Uint8Array.from(start)) ? gunzip(all, malformed) : all;
  } finally {
    await source.return?.();
  }
}

async function* gunzip(
  chunks: AsyncIterable<Uint8Array>,
  malformed: (reason: string) => Error,
): AsyncGenerator<Uint8Array> {
  let unpacked: Uint8Array[] = [];
  let member: Inflate | undefined;
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; start += SLICE) {
      let rest = chunk.subarray(start, start + SLICE);
      while (rest.length > 0) {
        if (member === undefined || member.ended) {
          const first = rest.findIndex((byte) => byte !== 0);
          if (first === -1) break;
          rest = rest.subarray(first);
          member = new Inflate({ windowBits: GZIP });
          member.onData = (part) => unpacked.push(part as Uint8Array);
        }
        member.push(rest);
        if (member.err !== 0) throw malformed(member.msg);
        yield* unpacked;
        unpacked = [];
        rest = rest.subarray(rest.length - member["strm"].avail_in);
      }
    }
  }
  if (member?.ended !== true) throw malformed("it is cut off");
}
