/** What a server of a test answers, by path. */
export type Answers = Readonly<
  Record<string, (request: Request) => Response | Promise<Response>>
>;

/** Runs `task` with a server on this computer; what it lacks is 404. */
export async function served(
  answers: Answers,
  task: (origin: string) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {}, signal: stop.signal },
    (request) =>
      answers[new URL(request.url).pathname]?.(request) ??
        new Response(null, { status: 404 }),
  );
  try {
    await task(`http://127.0.0.1:${server.addr.port}`);
  } finally {
    stop.abort();
    await server.finished;
  }
}

/** An answer whose body is these chunks and then never ends. */
export function unending(
  next: () => Uint8Array<ArrayBuffer> | undefined,
): Response {
  return new Response(
    new ReadableStream({
      async pull(controller) {
        const chunk = next();
        if (chunk === undefined) await new Promise(() => {});
        else controller.enqueue(chunk);
      },
    }),
  );
}
