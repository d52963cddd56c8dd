/** Our WASM backend in a browser, with and without shared memory. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import { type BackendRun, backendRun } from "./backend_run.ts";
import { serveModules } from "./serve_modules.ts";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser"]
  .find((path) => existsSync(path));

/** Runs {@linkcode backendRun} in a page. */
async function runInPage(isolated: boolean): Promise<BackendRun> {
  await using server = serveModules({ isolated });
  const browser = await chromium.launch({
    executablePath: CHROMIUM!,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  try {
    const page = await browser.newPage();
    page.on("console", (m) => console.log("C", m.text()));
    page.on("pageerror", (m) => console.log("E", m));
    page.on("requestfailed", (m) => console.log("F", m.url()));
    await page.goto(server.origin);
    assertEquals(await page.evaluate("crossOriginIsolated"), isolated);
    return await page.evaluate(
      `import("/tests/backend/browser/backend_run.ts")
        .then(({ backendRun }) => backendRun())`,
    );
  } finally {
    await browser.close();
  }
}

Deno.test({
  name:
    "the backend in a browser: threads where the page is isolated, and Deno's numbers",
  ignore: CHROMIUM === undefined,
  async fn() {
    const isolated = await runInPage(true);
    const open = await runInPage(false);
    console.log(isolated.reason, open.reason);
    const here = await backendRun();
    assert(isolated.values.every(Number.isFinite));
    assertEquals(isolated.values, here.values);
    assertEquals(open.values, here.values);
  },
});
