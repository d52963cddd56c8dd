import {
  type ReadOptions,
  type RemoteAnswer,
  sendRequest,
} from "../../files/mod.ts";

/** Redirects that are followed. */
const REDIRECTS = 10;

/** How a request is sent. */
export interface HubRequest {
  readonly method?: "GET" | "HEAD";
  /** Where a file's own headers are wanted: redirects to other hosts are not followed. */
  readonly sameHost?: boolean;
  readonly range?: string | undefined;
  /** Sent to the host of the first address and to no other. */
  readonly token?: string | undefined;
}

/**
 * Sends a request and follows redirects, with the token for the first host only.
 *
 * @throws {UnreachableError} If there is no answer, or a server stalls.
 * @throws {Error} If redirects do not end.
 */
export async function hubRequest(
  address: URL,
  { method = "GET", sameHost = false, range, token }: HubRequest,
  reading: ReadOptions,
): Promise<RemoteAnswer> {
  const inPage = globalThis.process?.getBuiltinModule === undefined;
  let url = address;
  for (let i = 0; i <= REDIRECTS; i++) {
    const answer = await sendRequest(
      "load the model",
      { url, where: url.href },
      {
        method,
        redirect: inPage ? "follow" : "manual",
        headers: {
          ...(!inPage && { "accept-encoding": "identity" }),
          ...(range !== undefined && { range }),
          ...(token !== undefined && url.origin === address.origin &&
            { authorization: `Bearer ${token}` }),
        },
      },
      reading,
    );
    const { status, headers } = answer.response;
    const to = headers.get("location");
    const next =
      status >= 300 && status < 400 && to !== null && URL.canParse(to, url)
        ? new URL(to, url)
        : undefined;
    if (next === undefined || sameHost && next.origin !== url.origin) {
      return answer;
    }
    answer.close();
    if (!/^https?:$/.test(next.protocol)) break;
    url = next;
  }
  throw new Error(
    `Cannot load the model as ${address.href} must lead to a file: its redirects lead nowhere`,
  );
}
