/** The site: every link leads somewhere, nothing is fetched, nothing is cut. */
import { assert, assertEquals } from "@std/assert";
import * as esbuild from "esbuild";
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import { buildSite } from "../../tools/site/build.ts";
import { menuNames } from "../../tools/site/page.ts";
import { exhaustiveTest } from "../exhaustive.ts";
import { withFolder } from "../model/saved_model.ts";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser"]
  .find((path) => existsSync(path));

/** The pages that are made here, not by `deno doc`. */
async function pagesIn(folder: URL): Promise<URL[]> {
  const pages: URL[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (["reference", "try", "files"].includes(name)) continue;
    if (isDirectory) pages.push(...await pagesIn(new URL(`${name}/`, folder)));
    else if (name.endsWith(".html")) pages.push(new URL(name, folder));
  }
  return pages;
}

/** Addresses in a page that lead nowhere, or away for what the page shows. */
async function troubles(page: URL): Promise<string[]> {
  const html = await Deno.readTextFile(page);
  const found: string[] = [];
  for (
    const [, attribute, address] of html.matchAll(
      /<[^>]*? (href|src|data-figure|data-library)="([^"]*)"/g,
    )
  ) {
    if (/^(data|mailto):/.test(address!)) continue;
    const to = new URL(address!.replaceAll("&amp;", "&"), page);
    if (to.protocol !== "file:") {
      if (attribute !== "href") found.push(`${page}: fetches ${address}`);
      continue;
    }
    const { hash } = to;
    to.hash = "";
    const text = await Deno.readTextFile(to).catch(() => undefined);
    if (text === undefined && !existsSync(to)) {
      found.push(`${page}: ${address} is not there`);
    } else if (
      hash !== "" &&
      !text?.includes(`id="${decodeURIComponent(hash.slice(1))}"`)
    ) {
      found.push(`${page}: ${address} has no such heading`);
    }
  }
  return found;
}

exhaustiveTest({
  name: "the site's links lead somewhere, and no page is cut or asks for more",
  fn: (t) =>
    withFolder(async (path) => {
      const folder = new URL(`file://${path}/site/`);
      await buildSite(folder);
      await esbuild.stop();
      const pages = await pagesIn(folder);
      const readme = await Deno.readTextFile(
        new URL("../../README.md", import.meta.url),
      );
      const notebooks = new Set(readme.match(/notebooks\/\w+(?=\.ipynb)/g));
      for (const name of notebooks) {
        assert(existsSync(new URL(`${name}.html`, folder)), name);
      }
      assertEquals((await Promise.all(pages.map(troubles))).flat(), []);

      const table = new URL("reference/~/DataTable.html", folder);
      const html = await Deno.readTextFile(table);
      assert(!html.includes('href="file:'), "a folder of this machine");
      const links = html.match(/(?<=href=")[^"]*prototype[^"]*(?=")/g) ?? [];
      assert(links.some((link) => link.includes("%2522")));
      for (const link of links) {
        const to = new URL(link.replaceAll("&#x2F;", "/"), table);
        assert(existsSync(to), link);
      }

      await t.step({
        name: "in a browser",
        ignore: CHROMIUM === undefined,
        fn: async () => {
          const browser = await chromium.launch({
            executablePath: CHROMIUM!,
            args: ["--no-sandbox", "--disable-background-networking"],
          });
          const view = await browser.newPage();
          const said: string[] = [];
          view.on("pageerror", (error) => said.push(String(error)));
          view.on("request", (request) => {
            if (/^http/.test(request.url())) said.push(request.url());
          });
          for (const page of pages) {
            await view.goto(page.href);
            for (const width of [1280, 400]) {
              await view.setViewportSize({ width, height: 900 });
              const whole = await view.evaluate<number>(
                "document.documentElement.scrollWidth",
              );
              if (whole > width) said.push(`${page}: ${whole} of ${width}`);
            }
          }
          await browser.close();
          assertEquals(said, []);
        },
      });
    }),
});

Deno.test("pages of a chapter have names of their own in the menu", () => {
  assertEquals(
    menuNames([
      "Pixel perturbation: the least salient pixels matter least",
      "Positive aggregation: the map of another class",
      "Positive aggregation: two objects in one picture",
      "ψ: from terms to a map",
    ]),
    [
      "Pixel perturbation",
      "The map of another class",
      "Two objects in one picture",
      "ψ: from terms to a map",
    ],
  );
});
