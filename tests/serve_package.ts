import config from "../deno.json" with { type: "json" };
import { ROOT } from "./published_files.ts";

const TYPES: Readonly<Record<string, string>> = {
  js: "text/javascript",
  json: "application/json",
  ts: "text/typescript",
  wasm: "application/wasm",
};

const IMPORT = /(\bfrom\s+|\bimport\s*\(?\s*)"([^".][^":]*)"/g;

/** As a registry does: what the import map says becomes what a module says. */
function unfurled(text: string): string {
  return text.replaceAll(IMPORT, (all, start, specifier) => {
    const [from, to] = Object.entries(config.imports)
      .filter(([from]) =>
        specifier === from || specifier.startsWith(`${from}/`)
      )
      .sort(([a], [b]) => b.length - a.length)[0] ?? [];
    return to?.startsWith("npm:")
      ? `${start}"${to}${specifier.slice(from!.length)}"`
      : all;
  });
}

/** A server of the package. */
export interface PackageServer extends AsyncDisposable {
  readonly origin: string;
  /** What was asked for that is not served. */
  readonly missed: readonly string[];
}

/** Serves these files of the repository and no others. */
export function servePackage(paths: ReadonlySet<string>): PackageServer {
  const missed: string[] = [];
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    async (request) => {
      const path = new URL(request.url).pathname.slice(1);
      if (!paths.has(path)) {
        missed.push(path);
        return new Response("", { status: 404 });
      }
      const ending = path.split(".").at(-1)!;
      const body = ending === "ts"
        ? unfurled(await Deno.readTextFile(ROOT + path))
        : await Deno.readFile(ROOT + path);
      const type = TYPES[ending] ?? "application/octet-stream";
      return new Response(body, { headers: { "content-type": type } });
    },
  );
  return {
    origin: `http://127.0.0.1:${server.addr.port}`,
    missed,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
