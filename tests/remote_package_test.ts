/** The package that a registry would be given, used from its server. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import config from "../deno.json" with { type: "json" };
import { exhaustiveTest } from "./exhaustive.ts";
import { publishedFiles, ROOT } from "./published_files.ts";

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

/** Serves these files and no others, and says which others were asked for. */
function servePackage(paths: ReadonlySet<string>) {
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

/** What a script of an empty folder prints, which uses the served package. */
async function useFrom(origin: string) {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(
      `${folder}/use.ts`,
      `import { fullGrad, loadImage, loadModel, startBackend } from "${origin}/mod.ts";
      const { reason } = await startBackend();
      const model = await loadModel("shapes_vgg9");
      const image = await loadImage("${origin}/data/images/boat.png", model);
      const map = await fullGrad(model, image);
      const png = await map.figure().toPng();
      console.log("\\nresult " + JSON.stringify({
        reason,
        name: map.target.names[0],
        notes: map.notes,
        residual: map.completeness[0].relativeToTerms,
        png: png.length,
      }));`,
    );
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--no-lock", "use.ts"],
      cwd: folder,
      env: { NO_COLOR: "1" },
    }).output();
    const [, result] = new TextDecoder().decode(stdout).split("\nresult ");
    assert(result, new TextDecoder().decode(stderr));
    return JSON.parse(result);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

exhaustiveTest({
  name: "the package runs from a server as from a folder",
  async fn(t) {
    const { files } = await publishedFiles();
    const paths = files.map(({ path }) => path);
    await t.step("engine with threads, network, picture, figure", async () => {
      await using server = servePackage(new Set(paths));
      const { reason, name, notes, residual, png } = await useFrom(
        server.origin,
      );
      assertMatch(reason, /^(webgpu|fullgrad-wasm \(.*threads?\))/);
      assertEquals(name, "boat");
      assertEquals(notes, []);
      assert(residual < 1e-5);
      assert(png > 1000);
      assertEquals(server.missed, []);
    });
    await t.step(
      "without the kernels, results say that they were slow",
      async () => {
        await using server = servePackage(
          new Set(
            paths.filter((path) => !path.endsWith("conv2d_relaxed.wasm")),
          ),
        );
        const { reason, notes } = await useFrom(server.origin);
        if (reason.startsWith("webgpu")) return;
        assertMatch(reason, /^wasm /);
        assertEquals(notes.length, 1);
        assertMatch(notes[0], /the slower backend wasm.*conv2d_relaxed\.wasm/);
      },
    );
  },
});
