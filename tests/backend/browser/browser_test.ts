/** The backends in a browser: with and without shared memory, and on WebGPU. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import type { BackendName } from "../../../lib/backend/mod.ts";
import { assertNear } from "../kernels/assert_near.ts";
import { type BackendRun, backendRun } from "./backend_run.ts";
import { serveModules, type ServeOptions } from "./serve_modules.ts";
import { exhaustiveTest } from "../../exhaustive.ts";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser"]
  .find((path) => existsSync(path));

/** What a script comes to in a page. */
async function inPage<T>(
  script: string,
  { isolated }: ServeOptions,
): Promise<T> {
  await using server = serveModules({ isolated });
  const browser = await chromium.launch({
    executablePath: CHROMIUM!,
    args: [
      "--no-sandbox",
      "--disable-background-networking",
      "--enable-unsafe-webgpu",
      "--use-webgpu-adapter=swiftshader",
    ],
  });
  try {
    const page = await browser.newPage();
    await page.goto(server.origin);
    assertEquals(await page.evaluate("crossOriginIsolated"), isolated);
    return await page.evaluate(script);
  } finally {
    await browser.close();
  }
}

/** Runs {@linkcode backendRun} in a page. */
function runInPage(
  name: BackendName,
  options: ServeOptions,
): Promise<BackendRun> {
  return inPage(
    `import("/tests/backend/browser/backend_run.ts")
      .then(({ backendRun }) => backendRun("${name}"))`,
    options,
  );
}

/** Whether pages have a GPU, in software at least. */
function hasAdapter(): Promise<boolean> {
  return inPage(
    "Promise.resolve(navigator.gpu?.requestAdapter()).then(Boolean)",
    { isolated: false },
  );
}

exhaustiveTest({
  name: "the backends in a browser",
  ignore: CHROMIUM === undefined,
  async fn(t) {
    const here = await backendRun("fullgrad-wasm");
    assert(here.values.flat().every(Number.isFinite));

    await t.step("threads on an isolated page, Deno's bits", async () => {
      const { reason, values } = await runInPage("fullgrad-wasm", {
        isolated: true,
      });
      assertMatch(reason, /^fullgrad-wasm \(.*SIMD, ([2-9]|\d\d) threads\)/);
      assertEquals(values, here.values);
    });

    await t.step("one thread on any other page, Deno's bits", async () => {
      const { reason, values } = await runInPage("fullgrad-wasm", {
        isolated: false,
      });
      assertMatch(reason, /^fullgrad-wasm \(.*SIMD, 1 thread\)/);
      assertEquals(values, here.values);
    });

    await t.step({
      name: "WebGPU with our shaders",
      ignore: !await hasAdapter(),
      fn: async () => {
        const { reason, values } = await runInPage("webgpu", {
          isolated: false,
        });
        assertMatch(reason, /^webgpu /);
        assertEquals(values.length, here.values.length);
        for (const [i, want] of here.values.entries()) {
          assertNear(Float32Array.from(values[i]!), want, 1e-5);
        }
      },
    });
  },
});
