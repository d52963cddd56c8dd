/** The packed npm package, installed in an empty folder and run under Node. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { biasGradients, fullGrad, loadImage, loadModel } from "fullgrad";
import { exhaustiveTest } from "../exhaustive.ts";
import { buildPackage } from "../../tools/npm/build.ts";
import * as esbuild from "esbuild";
import { run } from "../../tools/npm/installed_package.ts";
import { installCommand, useCommand } from "../cli/installed_command.ts";
import { runUnread, UNREAD } from "../cli/run_unread.ts";
import { canInstall } from "./can_install.ts";
import { NODE } from "./node_path.ts";

const ROOT = new URL("../../", import.meta.url);

/** The README's example as a Node user writes it. */
async function readmeExample(): Promise<string> {
  const readme = await Deno.readTextFile(new URL("README.md", ROOT));
  const [, code] = /```ts\n(import [^`]*loadModel[^`]*)```/.exec(readme)!;
  return code!.replace(
    'import { assert } from "@std/assert"',
    'import assert from "node:assert/strict"',
  );
}

exhaustiveTest({
  name: "the npm package runs the README's example under Node, types included",
  ignore: NODE === undefined || Deno.env.get("FULLGRAD_EXHAUSTIVE") !== "1" ||
    !await canInstall(),
  async fn(t) {
    const folder = await Deno.makeTempDir();
    try {
      await buildPackage(new URL(`file://${folder}/package/`));
      const example = await readmeExample();
      const { code } = await esbuild.transform(example, { loader: "ts" });
      await esbuild.stop();
      const [tarball] = (await run("npm", [
        "pack",
        "--silent",
        "--pack-destination",
        folder,
      ], `${folder}/package`)).trim().split("\n").slice(-1);
      await Deno.remove(`${folder}/package`, { recursive: true });
      const { size } = await Deno.stat(`${folder}/${tarball}`);
      assert(size <= 4e6, `${size} bytes`);
      await Deno.writeTextFile(`${folder}/package.json`, '{"type":"module"}');
      await run("npm", [
        ...["install", "--no-audit", "--no-fund", `./${tarball}`],
        ...["typescript@5.9.3", "@types/node@22"],
      ], folder);
      await Deno.mkdir(`${folder}/data/images`, { recursive: true });
      await Deno.copyFile(
        new URL("data/images/boat.png", ROOT),
        `${folder}/data/images/boat.png`,
      );
      await t.step("the example runs, with Deno's numbers", async () => {
        await Deno.writeTextFile(
          `${folder}/example.mjs`,
          code + `
console.log("\\nresult " + JSON.stringify({
  backend: map.backend, notes: map.notes, values: [...map.values],
  sites: layers.map(({ site }) => site.name), png: png.length, svg: svg.length,
}));`,
        );
        const text = await run(NODE!, ["example.mjs"], folder);
        const there = JSON.parse(text.split("\nresult ")[1]!);
        const model = await loadModel("shapes_vgg9");
        const image = await loadImage(`${folder}/data/images/boat.png`, model);
        const map = await fullGrad(model, image);
        const { layers } = await biasGradients(model, image);
        assertEquals(there.backend, "fullgrad-wasm");
        assertEquals(there.notes, []);
        assertEquals(there.sites, layers.map(({ site }) => site.name));
        const scale = Math.max(...map.values.map(Math.abs));
        const errors = map.values.map((value, i) =>
          Math.abs(value - there.values[i])
        );
        assert(Math.max(...errors) <= 1e-5 * scale);
        assert(there.png > 1000 && there.svg > 1000);
      });

      await t.step("its types are those that the example needs", async () => {
        await Deno.writeTextFile(`${folder}/example.mts`, example);
        await Deno.writeTextFile(
          `${folder}/tsconfig.json`,
          JSON.stringify({
            compilerOptions: {
              module: "nodenext",
              target: "es2022",
              strict: true,
              noEmit: true,
              // tfjs's own types hold errors.
              skipLibCheck: true,
            },
            files: ["example.mts"],
          }),
        );
        await run(NODE!, ["node_modules/typescript/bin/tsc"], folder);
      });

      await t.step(
        "its command explains, and leaves long jobs to Deno",
        async () => {
          const bin = "node_modules/fullgrad/bin/fullgrad.js";
          assertMatch(await run(NODE!, [bin, "demo"], folder), /\bboat\b/);
          assert((await Deno.stat(`${folder}/out/boat.png`)).size > 1000);
          const help = await run(NODE!, [bin, "--help"], folder);
          assertMatch(help, /^ +explain [^]*^ +demo /m);
          assertEquals(/retrain|merge/.test(help), false);
        },
      );

      await t.step(
        "a reader that leaves ends nothing, and nothing is said of it",
        async () => {
          const bin = "node_modules/fullgrad/bin/fullgrad.js";
          for (const args of UNREAD) {
            assertEquals(await runUnread(NODE!, [bin, ...args], folder), [
              0,
              "",
            ]);
          }
        },
      );

      await t.step(
        "Deno installs its command, which has the long jobs too",
        async () => {
          await using installed = await installCommand(
            `${folder}/node_modules/fullgrad/bin/fullgrad.js`,
          );
          await useCommand(installed);
        },
      );
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
