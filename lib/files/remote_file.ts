import type { FileLocation, FileStream } from "./file_source.ts";
import { type ReadOptions, STALL_TIMEOUT } from "./read_options.ts";

/** Bytes that must come before a server's time begins anew. */
const LEAST = 1024;

/** A server did not answer, stopped before the end, or stalls. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
}

/** What a server answers, and its bytes. */
export interface RemoteAnswer {
  readonly response: Response;
  chunks(): AsyncIterable<Uint8Array>;
  close(): void;
}

/**
 * Sends a request and returns the answer, whatever its status. A server that stays
 * silent, or sends less than a kilobyte within `stallTimeout`, is given up; the
 * answer must be read or closed.
 *
 * @param action What cannot be done without it.
 * @throws {UnreachableError} If there is no answer, or no end of it.
 */
export async function sendRequest(
  action: string,
  { url, where }: Pick<FileLocation, "url" | "where">,
  init: RequestInit,
  { signal, stallTimeout = STALL_TIMEOUT }: ReadOptions,
): Promise<RemoteAnswer> {
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
    new UnreachableError(
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
    throw new UnreachableError(
      `Cannot ${action} ${where} as it cannot be reached: ${reasonOf(cause)}`,
      { cause },
    );
  };
  expectBytes();
  const response = await fetch(url, {
    ...init,
    signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
  }).catch(failed);
  return {
    response,
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

/**
 * Sends a GET request for a file and returns its bytes as they come.
 *
 * @throws {Error} If it cannot be reached, does not answer 200, stops before the
 * end, or stalls.
 */
export async function openRemote(
  action: string,
  location: FileLocation,
  options: ReadOptions,
): Promise<FileStream> {
  const { response, chunks, close } = await sendRequest(
    action,
    location,
    {},
    options,
  );
  // 206 would be a part of the file.
  if (response.status !== 200) {
    close();
    throw new Error(
      `Cannot ${action} ${location.where} as the server must answer 200: it answers ${response.status} ${response.statusText}`
        .trim(),
    );
  }
  // Of a packed answer, the length is that of what is sent.
  const length = response.headers.has("content-encoding")
    ? null
    : response.headers.get("content-length");
  return {
    size: /^\d+$/.test(length ?? "") ? Number(length) : undefined,
    chunks,
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
