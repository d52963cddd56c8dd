import { extname } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".png": "image/png",
  ".ts": "text/typescript",
  ".wasm": "application/wasm",
};

/** A server of a folder's files on this machine. */
export interface FolderServer extends AsyncDisposable {
  /** Its address without a slash at the end. */
  readonly origin: string;
}

/**
 * Serves the files of a folder; `/` is its `index.html`, or an empty page.
 *
 * @param options Whether pages are isolated from other origins.
 */
export function serveFolder(
  folder: string,
  { isolated }: { readonly isolated: boolean },
): FolderServer {
  const headers = isolated
    ? {
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
    }
    : {};
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    async (request) => {
      const path = decodeURIComponent(new URL(request.url).pathname);
      const name = path.endsWith("/") ? `${path}index.html` : path;
      const type = TYPES[extname(name)] ?? "application/octet-stream";
      try {
        const file = await Deno.readFile(folder + name);
        return new Response(file, {
          headers: { ...headers, "content-type": type },
        });
      } catch {
        return path === "/"
          ? new Response('<!doctype html><link rel="icon" href="data:">', {
            headers: { ...headers, "content-type": "text/html" },
          })
          : new Response("", { status: 404 });
      }
    },
  );
  return {
    origin: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
