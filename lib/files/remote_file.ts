import type { FileLocation, FileStream } from "./file_source.ts";
import { type ReadOptions, STALL_TIMEOUT } from "./read_options.ts";

/** Bytes that must come before a server's time begins anew. */
const LEAST = 1024;

/**
 * Sends a GET request and returns the answer. A server that stays silent, or
 * sends less than a kilobyte within `stallTimeout`, is given up.
 *
 * @throws {Error} If it cannot be reached, does not answer 200, stops before the
 * end, or stalls.
 */
export async function openRemote(
  action: string,
  { url, where }: FileLocation,
  { signal, stallTimeout = STALL_TIMEOUT }: ReadOptions,
): Promise<FileStream> {
  const stop = new AbortController();
  let total = 0;
  let recent = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const expectBytes = () => {
    clearTimeout(timer);
    recent = 0;
    timer = setTimeout(() => stop.abort(stalled()), stallTimeout);
  };
  const stalled = () =>
    new Error(
      `Cannot ${action} ${where} as the server must send ${LEAST} bytes within ${
        stallTimeout / 1000
      } seconds (stallTimeout): it has sent ${total} bytes and then ${
        recent === 0 ? "nothing" : `only ${recent}`
      }`,
    );
  const close = () => {
    clearTimeout(timer);
    stop.abort();
  };
  const failed = (cause: unknown): never => {
    close();
    signal?.throwIfAborted();
    if (cause === stop.signal.reason) throw cause;
    throw new Error(
      `Cannot ${action} ${where} as it cannot be reached: ${reasonOf(cause)}`,
      { cause },
    );
  };
  expectBytes();
  const response = await fetch(url, {
    signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
  }).catch(failed);
  // 206 would be a part of the file.
  if (response.status !== 200) {
    close();
    throw new Error(
      `Cannot ${action} ${where} as the server must answer 200: it answers ${response.status} ${response.statusText}`
        .trim(),
    );
  }
  // Of a packed answer, the length is that of what is sent.
  const length = response.headers.has("content-encoding")
    ? null
    : response.headers.get("content-length");
  return {
    size: /^\d+$/.test(length ?? "") ? Number(length) : undefined,
    async *chunks() {
      if (response.body === null) return close();
      const reader = response.body.getReader();
      try {
        while (true) {
          const { done, value } = await reader.read().catch(failed);
          if (done) return;
          total += value.length;
          recent += value.length;
          if (recent >= LEAST) expectBytes();
          yield value;
        }
      } finally {
        close();
      }
    },
    close,
  };
}

/** What went wrong, and what was behind it. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error
    ? `${error.message}: ${reasonOf(error.cause)}`
    : error.message;
}
