/** Every reader, and FullGrad, in a page and under Node give what Deno gives. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { existsSync } from "node:fs";
import { chromium, type Page } from "playwright-core";
import { exhaustiveTest } from "../exhaustive.ts";
import { explainFiles, type FilesMap } from "./explain_files.ts";
import {
  bundle,
  installPackage,
  run,
} from "../../tools/npm/installed_package.ts";
import { NODE } from "./node_path.ts";
import { PORTABLE_CASES } from "./portable_cases.ts";
import { serveFolder } from "./serve_folder.ts";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser"]
  .find((path) => existsSync(path));

const SCRIPT = new URL("./explain_files.ts", import.meta.url);

/** Deno's result, and the files in a folder, each in one of its case. */
async function prepare(folder: string) {
  const prepared: { name: string; files: string[]; here: FilesMap }[] = [];
  for (const [i, { name, ignore, files }] of PORTABLE_CASES.entries()) {
    if (ignore) continue;
    const given = await files();
    await Deno.mkdir(`${folder}/case${i}`);
    for (const file of given) {
      await Deno.writeFile(
        `${folder}/case${i}/${file.name}`,
        await file.bytes(),
      );
    }
    prepared.push({
      name,
      files: given.map((file) => `case${i}/${file.name}`),
      here: await explainFiles(given),
    });
  }
  return prepared;
}

/** The same engine gives the same numbers; only the order of threads may not. */
function assertSame(there: FilesMap, here: FilesMap): void {
  assertMatch(there.reason, /^fullgrad-wasm/);
  assert(there.residual < 1e-4, `${there.residual}`);
  assert(there.isKept && here.isKept);
  assertEquals(there.values.length, here.values.length);
  const scale = Math.max(...here.values.map(Math.abs));
  assert(scale > 0);
  here.values.forEach((value, i) => {
    const error = Math.abs(there.values[i]! - value);
    assert(error <= 1e-5 * scale, `value ${i} is off by ${error / scale}`);
  });
}

async function inPage(
  page: Page,
  files: readonly string[],
): Promise<FilesMap> {
  return await page.evaluate(
    `(async () => {
      const files = await Promise.all(${
      JSON.stringify(files)
    }.map(async (path) => {
        const blob = await (await fetch("/" + path)).blob();
        return new File([blob], path.split("/").at(-1));
      }));
      const { explainFiles } = await import("/browser.js");
      return await explainFiles(files);
    })()`,
  );
}

exhaustiveTest({
  name: "every reader in a page and under Node",
  ignore: CHROMIUM === undefined && NODE === undefined,
  async fn(t) {
    await using installed = await installPackage();
    const { folder } = installed;
    const cases = await prepare(folder);
    assert(cases.length > 0);
    await t.step({
      name: "under Node, from one bundle",
      ignore: NODE === undefined,
      async fn(t) {
        await bundle(SCRIPT, folder, "node");
        await Deno.writeTextFile(
          `${folder}/run.js`,
          `import { readFile } from "node:fs/promises";
          import { basename } from "node:path";
          import { explainFiles } from "./node.js";
          const files = await Promise.all(process.argv.slice(2).map(async (path) =>
            new File([await readFile(path)], basename(path))));
          console.log("\\nresult " + JSON.stringify(await explainFiles(files, "map.npz")));`,
        );
        for (const { name, files, here } of cases) {
          await t.step(name, async () => {
            const text = await run(NODE!, ["run.js", ...files], folder);
            assertSame(JSON.parse(text.split("\nresult ")[1]!), here);
          });
        }
      },
    });
    for (const isolated of [true, false]) {
      await t.step({
        name: isolated
          ? "in a page with threads"
          : "in a page that may not share memory",
        ignore: CHROMIUM === undefined,
        async fn(t) {
          if (isolated) await bundle(SCRIPT, folder, "browser");
          await using server = serveFolder(folder, { isolated });
          const browser = await chromium.launch({
            executablePath: CHROMIUM!,
            args: ["--no-sandbox", "--disable-background-networking"],
          });
          try {
            const page = await browser.newPage();
            await page.goto(server.origin);
            for (const { name, files, here } of cases) {
              await t.step(name, async () => {
                const there = await inPage(page, files);
                assertSame(there, here);
                assertMatch(
                  there.reason,
                  isolated ? /[2-9] threads|\d\d threads/ : /1 thread\b/,
                );
              });
            }
          } finally {
            await browser.close();
          }
        },
      });
    }
  },
});
