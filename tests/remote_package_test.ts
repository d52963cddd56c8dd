/** The package that a registry would be given, used from its server. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { exhaustiveTest } from "./exhaustive.ts";
import { publishedFiles } from "./published_files.ts";
import { servePackage } from "./serve_package.ts";

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
      const clone = await loadModel("shapes_vgg9_random_labels")
        .then(() => "it is there", ({ message }) => message);
      console.log("\\nresult " + JSON.stringify({
        reason,
        name: map.target.names[0],
        notes: map.notes,
        residual: map.completeness[0].relativeToTerms,
        png: png.length,
        clone,
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
      const { reason, name, notes, residual, png, clone } = await useFrom(
        server.origin,
      );
      assertMatch(reason, /^(webgpu|fullgrad-wasm \(.*threads?\))/);
      assertEquals(name, "boat");
      assertEquals(notes, []);
      assert(residual < 1e-5);
      assert(png > 1000);
      // What only a clone has is the one thing that is not there, and is said so.
      assertMatch(clone, /is in a clone of the repository alone/);
      assertEquals(
        server.missed.map((path) => path.split("/").at(-2)),
        ["shapes_vgg9_random_labels"],
      );
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
