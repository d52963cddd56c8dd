/** A server that plays Hugging Face's hub, with one repository. */
import { assert, assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { startBackend } from "../../../lib/backend/mod.ts";
import { loadModel, type LoadModelOptions } from "../../../lib/model/mod.ts";
import { Draft } from "../onnx/draft.ts";
import { withFolder } from "../saved_model.ts";

await startBackend("fullgrad-wasm");

/** What the main branch is. */
export const COMMIT = "0123456789".repeat(4);

const draft = new Draft(1, [1, 3, 6, 6]);
const conv = draft.node("Conv", ["image", draft.weight([3, 3, 1, 1])]);
/** The repository's model. */
export const ONNX = draft.file(
  draft.node("GlobalAveragePool", [conv]),
) as Uint8Array<ArrayBuffer>;
const CONFIG = new TextEncoder().encode(
  JSON.stringify({ id2label: { 0: "cat", 1: "dog", 2: "owl" } }),
);
/** The hash of its model, of a large file. */
export const SHA256 = createHash("sha256").update(ONNX).digest("hex");
/** The hash of its configuration, as Git has it. */
export const SHA1 = gitHash(CONFIG);

function gitHash(bytes: Uint8Array): string {
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes)
    .digest("hex");
}

/** The files of a repository by path. */
export type Files = Readonly<Record<string, Uint8Array<ArrayBuffer>>>;

const FILES: Files = {
  "config.json": CONFIG,
  "onnx/model.onnx": ONNX,
  "onnx/model_int8.onnx": new Uint8Array(1),
  "../../evil/config.json": CONFIG,
};

/** A hub that runs, and the cache of those who ask it. */
export interface Hub {
  readonly endpoint: string;
  readonly cache: string;
  /** Methods and paths of the requests. */
  readonly asked: string[];
  load(source?: string, options?: LoadModelOptions): Promise<void>;
}

/**
 * Answers like the hub, unless `answer` does; fails if anything is written
 * beside the cache, or into it where Python's client would not have it.
 */
export async function withHub(
  answer: (
    request: Request,
    path: string,
  ) => Response | undefined | Promise<Response | undefined>,
  task: (hub: Hub) => Promise<void>,
  files: Files = FILES,
): Promise<void> {
  const asked: string[] = [];
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    async (request) => {
      const { pathname } = new URL(request.url);
      asked.push(`${request.method} ${pathname}`);
      return await answer(request, pathname) ??
        usual(request, pathname, files);
    },
  );
  const endpoint = `http://127.0.0.1:${server.addr.port}`;
  const names = ["HF_HUB_CACHE", "HF_HUB_OFFLINE", "HF_TOKEN"];
  const before = names.map((name) => Deno.env.get(name));
  try {
    await withFolder(async (folder) => {
      const cache = `${folder}/cache`;
      await Deno.mkdir(cache);
      Deno.env.set("HF_HUB_CACHE", cache);
      Deno.env.delete("HF_HUB_OFFLINE");
      Deno.env.set("HF_TOKEN", "secret");
      const load = async (source = "hf:me/net", options = {}) => {
        const model = await loadModel(source, { endpoint, ...options });
        assertEquals(model.classNames, ["cat", "dog", "owl"]);
        assert(model.notes.some((note) => /[0-9a-f]{40}/.test(note)));
        model.dispose();
      };
      await task({ endpoint, cache, asked, load });
      assertEquals([...Deno.readDirSync(folder)].map((e) => e.name), ["cache"]);
      for (const { name } of Deno.readDirSync(cache)) {
        assert(name === ".locks" || name.startsWith("models--"), name);
      }
    });
  } finally {
    names.forEach((name, i) =>
      before[i] === undefined
        ? Deno.env.delete(name)
        : Deno.env.set(name, before[i])
    );
    await server.shutdown();
  }
}

export function usual(
  request: Request,
  path: string,
  files: Files = FILES,
): Response {
  if (path.startsWith("/api/")) {
    const siblings = Object.keys(files).map((rfilename) => ({ rfilename }));
    return Response.json({ sha: COMMIT, siblings });
  }
  const [, name = ""] = /^\/me\/net\/resolve\/[0-9a-f]{40}\/(.+)$/.exec(path) ??
    [];
  const bytes = files[decodeURIComponent(name)];
  if (bytes === undefined) {
    return new Response(null, {
      status: 404,
      headers: { "x-error-code": "EntryNotFound" },
    });
  }
  // Text is kept by Git itself.
  const hash = name.endsWith(".json")
    ? gitHash(bytes)
    : createHash("sha256").update(bytes).digest("hex");
  const start = Number(
    /^bytes=(\d+)-/.exec(request.headers.get("range") ?? "")?.[1] ?? 0,
  );
  return new Response(request.method === "HEAD" ? null : bytes.slice(start), {
    status: start > 0 ? 206 : 200,
    headers: {
      "etag": `"${hash}"`,
      "x-linked-size": String(bytes.length),
      ...(start > 0 && {
        "content-range": `bytes ${start}-${bytes.length - 1}/${bytes.length}`,
      }),
    },
  });
}

/** Whether the bytes of the model are asked for. */
export function isModelGet({ method }: Request, path: string): boolean {
  return method === "GET" && path.endsWith(".onnx");
}

/** The beginning of the model, and the rest once `more` has come. */
export function interrupted(more: Promise<void>): Response {
  return new Response(
    new ReadableStream({
      async start(controller) {
        controller.enqueue(ONNX.slice(0, 50));
        await more;
        try {
          controller.enqueue(ONNX.slice(50));
          controller.close();
        } catch {
          // Who has asked is gone.
        }
      },
    }),
  );
}
