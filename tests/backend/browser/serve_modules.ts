import * as esbuild from "esbuild";
import { createRequire, isBuiltin } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import "@tensorflow/tfjs-backend-webgpu";

/** A server of this repository's modules to a browser on this machine. */
export interface ModuleServer extends AsyncDisposable {
  /** Its address without a slash at the end. */
  readonly origin: string;
}

/** How pages are served. */
export interface ServeOptions {
  /** Whether pages are isolated from other origins, and may share memory. */
  readonly isolated: boolean;
}

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** Where the packages are that the backend imports. */
const PACKAGES: Readonly<Record<string, string>> = Object.fromEntries(
  [
    "@tensorflow/tfjs",
    "@tensorflow/tfjs-backend-wasm",
    "@tensorflow/tfjs-backend-webgpu",
    "fflate",
    "leven",
    "pako",
  ].map((name) => {
    const main = fileURLToPath(import.meta.resolve(name));
    return [name, main.replace(/\/((dist|esm|lib)\/.*|[^/]*)$/, "")];
  }),
);

const IMPORT_MAP = {
  imports: {
    "@tensorflow/tfjs": "/npm/@tensorflow/tfjs/dist/tf.fesm.min.js",
    "@tensorflow/tfjs-backend-wasm":
      "/npm/@tensorflow/tfjs-backend-wasm/dist/index.js",
    "@tensorflow/tfjs-backend-wasm/": "/npm/@tensorflow/tfjs-backend-wasm/",
    "@tensorflow/tfjs-backend-webgpu":
      "/npm/@tensorflow/tfjs-backend-webgpu/dist/index.js",
    "fflate": "/npm/fflate/esm/browser.js",
    "leven": "/npm/leven/index.js",
    "pako": "/npm/pako/dist/pako.mjs",
  },
};

const PAGE = `<!doctype html><link rel="icon" href="data:">
<script type="importmap">${JSON.stringify(IMPORT_MAP)}</script>`;

/**
 * Serves an empty page that can import the modules of the repository by their
 * path, `import("/lib/backend/mod.ts")`: types are stripped, packages come as
 * one module each.
 */
export function serveModules({ isolated }: ServeOptions): ModuleServer {
  const headers = isolated
    ? {
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
    }
    : {};
  const server = Deno.serve(
    { port: 0, hostname: "localhost", onListen() {} },
    async (request) => {
      try {
        const [type, body] = await fileFor(new URL(request.url).pathname);
        return new Response(body, {
          headers: { ...headers, "content-type": type },
        });
      } catch (error) {
        return new Response(String(error), { status: 404 });
      }
    },
  );
  return {
    origin: `http://localhost:${server.addr.port}`,
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await esbuild.stop();
    },
  };
}

async function fileFor(
  path: string,
): Promise<readonly [type: string, body: string | Uint8Array<ArrayBuffer>]> {
  if (path === "/") return ["text/html", PAGE];
  const name = Object.keys(PACKAGES)
    .find((name) => path.startsWith(`/npm/${name}/`));
  const file = name === undefined
    ? join(ROOT, path)
    : join(PACKAGES[name]!, path.slice(`/npm/${name}`.length));
  if (file.endsWith(".wasm")) {
    return ["application/wasm", await Deno.readFile(file)];
  }
  if (file.endsWith(".wgsl")) {
    return ["text/plain", await Deno.readTextFile(file)];
  }
  return ["text/javascript", await (name ? bundle(file) : strip(file))];
}

/** A module of ours as JavaScript. */
async function strip(file: string): Promise<string> {
  const { code } = await esbuild.transform(await Deno.readTextFile(file), {
    loader: "ts",
  });
  return code;
}

/** A package as one module, which imports no other package but tfjs. */
async function bundle(file: string): Promise<string> {
  const { outputFiles } = await esbuild.build({
    entryPoints: [file],
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    logLevel: "error",
    plugins: [{
      name: "npm packages",
      setup(build) {
        build.onResolve({ filter: /^[^./]/ }, ({ path, importer }) => {
          if (path === "@tensorflow/tfjs-core") {
            return { path: "@tensorflow/tfjs", external: true };
          }
          // A browser has none of Node's modules, and a fetch of its own.
          return isBuiltin(path) || path === "node-fetch"
            ? { path, namespace: "absent" }
            : { path: createRequire(importer).resolve(path) };
        });
        build.onLoad({ filter: /.*/, namespace: "absent" }, () => ({
          contents: "export default {};",
        }));
      },
    }],
  });
  return outputFiles[0]!.text;
}
