import { type ReadOptions, STALL_TIMEOUT } from "../../files/mod.ts";

/** Redirects that are followed. */
const REDIRECTS = 10;

/** The hub did not answer at all. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
}

/** How a request is sent. */
export interface HubRequest {
  readonly method?: "GET" | "HEAD";
  /** Where a file's own headers are wanted: redirects to other hosts are not followed. */
  readonly sameHost?: boolean;
  readonly range?: string | undefined;
  /** Sent to the host of the first address and to no other. */
  readonly token?: string | undefined;
}

/** An answer, and its bytes. */
export interface HubAnswer {
  readonly response: Response;
  chunks(): AsyncIterable<Uint8Array>;
  close(): void;
}

/**
 * Sends a request and follows redirects, with the token for the first host only.
 *
 * @throws {UnreachableError} If there is no answer.
 * @throws {Error} If redirects do not end, or a server stalls.
 */
export async function hubRequest(
  address: URL,
  { method = "GET", sameHost = false, range, token }: HubRequest,
  { signal, stallTimeout = STALL_TIMEOUT }: ReadOptions,
): Promise<HubAnswer> {
  const stop = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const expect = () => {
    clearTimeout(timer);
    timer = setTimeout(() =>
      stop.abort(
        new UnreachableError(
          `Cannot load the model as ${address.host} must send something within ${
            stallTimeout / 1000
          } seconds (stallTimeout): it is silent`,
        ),
      ), stallTimeout);
  };
  const close = () => {
    clearTimeout(timer);
    stop.abort();
  };
  const failed = (cause: unknown): never => {
    close();
    signal?.throwIfAborted();
    if (cause === stop.signal.reason) throw cause;
    throw new UnreachableError(
      `Cannot load the model as ${address.host} cannot be reached: ${
        (cause as Error).message
      }`,
      { cause },
    );
  };
  const inPage = globalThis.process?.getBuiltinModule === undefined;
  let url = address;
  for (let i = 0; i <= REDIRECTS; i++) {
    expect();
    const response = await fetch(url, {
      method,
      redirect: inPage ? "follow" : "manual",
      headers: {
        ...(!inPage && { "accept-encoding": "identity" }),
        ...(range !== undefined && { range }),
        ...(token !== undefined && url.origin === address.origin &&
          { authorization: `Bearer ${token}` }),
      },
      signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
    }).catch(failed);
    const to = response.headers.get("location");
    const next = response.status >= 300 && response.status < 400 &&
        to !== null && URL.canParse(to, url)
      ? new URL(to, url)
      : undefined;
    if (next === undefined || sameHost && next.origin !== url.origin) {
      return {
        response,
        close,
        async *chunks() {
          try {
            if (response.body === null) return;
            const reader = response.body.getReader();
            while (true) {
              const { done, value } = await reader.read().catch(failed);
              if (done) return;
              expect();
              yield value;
            }
          } finally {
            close();
          }
        },
      };
    }
    await response.body?.cancel();
    if (!/^https?:$/.test(next.protocol)) break;
    url = next;
  }
  close();
  throw new Error(
    `Cannot load the model as ${address.href} must lead to a file: its redirects lead nowhere`,
  );
}
