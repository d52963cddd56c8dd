/** The page that explains a reader's own picture, with nothing but itself. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import * as esbuild from "esbuild";
import { Buffer } from "node:buffer";
import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { fullGrad, gradCam, loadImage, loadModel } from "fullgrad";
import { buildTryPage } from "../../tools/try_page/build.ts";
import { exhaustiveTest } from "../exhaustive.ts";
import { serveFolder } from "./serve_folder.ts";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser"]
  .find((path) => existsSync(path));

const ROOT = new URL("../../", import.meta.url);

/** Drops files of the repository onto the page. */
async function drop(page: Page, paths: readonly string[]): Promise<void> {
  const files = await Promise.all(paths.map(async (path) => ({
    name: path.split("/").at(-1)!,
    base64: (await Deno.readFile(new URL(path, ROOT))).toBase64(),
  })));
  await page.evaluate(`{
    const transfer = new DataTransfer();
    for (const { name, base64 } of ${JSON.stringify(files)}) {
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      transfer.items.add(new File([bytes], name));
    }
    dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, cancelable: true }));
  }`);
}

/** Waits until the page has done what it was asked, or failed. */
async function reach(page: Page, state: string): Promise<void> {
  await page.waitForSelector('#result:not([data-state="busy"])');
  const error = await page.textContent("#error");
  assertEquals(await page.getAttribute("#result", "data-state"), state, error!);
}

/** The values of the map that is drawn, row by row. */
function drawnMap(page: Page): Promise<number[]> {
  return page.evaluate(
    `document.querySelector("#figure").data
      .findLast(({ type }) => type === "heatmap").z.flat()`,
  );
}

/** A page until its block ends, with every request that leaves it and every trouble. */
async function open(browser: Browser, url: string) {
  const page = await browser.newPage({
    viewport: { width: 1100, height: 900 },
  });
  // The page is large, and a machine may have other things to do.
  page.setDefaultTimeout(180_000);
  const troubles: string[] = [];
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") troubles.push(message.text());
  });
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && request.url() !== url) {
      troubles.push(`asks for ${request.url()}`);
    }
  });
  await page.goto(url);
  await reach(page, "empty");
  return { page, troubles, [Symbol.asyncDispose]: () => page.close() };
}

/** A network that says neither its preprocessing nor its classes. */
const NETWORK = "tests/model/networks/tiny_resnet/fused.onnx";
/** Its classes' names, as Hugging Face has them beside a network. */
const CONFIG = JSON.stringify({
  id2label: { ..."cat dog owl hen cow fox bat bee ant elk".split(" ") },
});

const COMMIT = "0123456789abcdef0123456789abcdef01234567";

/** Answers as the hub that has one network; the addresses that were asked for. */
async function serveHub(page: Page): Promise<readonly string[]> {
  const files: Record<string, string | Uint8Array> = {
    "onnx/model.onnx": await Deno.readFile(new URL(NETWORK, ROOT)),
    "config.json": CONFIG,
    "preprocessor_config.json": JSON.stringify({
      ...{ do_resize: true, size: { height: 32, width: 32 }, resample: 2 },
      ...{ do_rescale: true, rescale_factor: 1 / 255 },
      ...{ do_normalize: false, do_center_crop: false },
    }),
  };
  const asked: string[] = [];
  await page.route("https://huggingface.co/**", async (route) => {
    const { pathname } = new URL(route.request().url());
    asked.push(pathname);
    const repository = "/someone/tiny";
    const body = pathname === `/api/models${repository}/revision/main`
      ? JSON.stringify({
        sha: COMMIT,
        siblings: Object.keys(files).map((rfilename) => ({ rfilename })),
      })
      : files[pathname.replace(`${repository}/resolve/${COMMIT}/`, "")];
    await route.fulfill({
      status: body === undefined ? 404 : 200,
      headers: { "access-control-allow-origin": "*" },
      body: typeof body === "string" ? body : Buffer.from(body ?? []),
    });
  });
  return asked;
}

/** The map is the library's, but for the steps of figures, 1/128 of the colors. */
function assertSame(drawn: readonly number[], here: ArrayLike<number>): void {
  assertEquals(drawn.length, here.length);
  const values = Array.from(here);
  const scale = Math.max(...values.map(Math.abs));
  drawn.forEach((value, i) => {
    const error = Math.abs(value - values[i]!) / scale;
    assert(error <= 1 / 256, `value ${i} is off by ${error}`);
  });
}

exhaustiveTest({
  name: "the page explains a dropped picture and asks for nothing",
  ignore: CHROMIUM === undefined,
  async fn(t) {
    const folder = await Deno.makeTempDir();
    const fromDisk = `file://${folder}/index.html`;
    await buildTryPage(new URL(`file://${folder}/`));
    await esbuild.stop();
    const browser = await chromium.launch({
      executablePath: CHROMIUM!,
      args: ["--no-sandbox", "--disable-background-networking"],
    });
    const model = await loadModel("shapes_vgg9");
    const image = await loadImage(new URL("data/images/boat.png", ROOT), model);
    try {
      for (const isolated of [true, false]) {
        await t.step(isolated ? "with threads" : "without", async () => {
          await using server = serveFolder(folder, { isolated });
          await using opened = await open(browser, `${server.origin}/`);
          const { page, troubles } = opened;
          await drop(page, ["data/images/boat.png"]);
          await reach(page, "done");
          assertMatch(
            (await page.textContent("#engine"))!,
            isolated ? /[2-9] threads|\d\d threads/ : /1 thread\b/,
          );
          const map = await fullGrad(model, image);
          assertSame(await drawnMap(page), map.values);
          assertMatch(
            (await page.textContent("#classes"))!,
            /^boat(> 99| ?9)/,
          );
          assertEquals(troubles, []);
        });
      }
      await t.step(
        "from disk: her own network, a method, a class",
        async () => {
          await using opened = await open(browser, fromDisk);
          const { page, troubles } = opened;
          const files = [
            "data/shapes_vgg9/model.json",
            "data/shapes_vgg9/weights.bin",
          ];
          await drop(page, [...files, "data/images/boat.png"]);
          await reach(page, "done");
          assertEquals(await page.isVisible("#embedded"), true);
          await page.selectOption("#method", "gradCam");
          await reach(page, "done");
          await page.click("#classes li:nth-child(2) button");
          await reach(page, "done");
          const name = await page.textContent(
            "#classes [aria-pressed=true] span",
          );
          const map = await gradCam(model, image, {
            target: model.classNames!.indexOf(name!),
          });
          assertSame(await drawnMap(page), map.values);
          for (
            const [button, begins] of [["#png", "\x89PNG"], ["#page", "<!do"]]
          ) {
            const saved = page.waitForEvent("download");
            await page.click(button!);
            const bytes = await Deno.readFile(await (await saved).path());
            assertEquals(String.fromCharCode(...bytes.subarray(0, 4)), begins);
          }
          assertEquals(troubles, []);
        },
      );
      await t.step(
        "what cannot be done is said, and what was there stays",
        async () => {
          await using opened = await open(browser, fromDisk);
          const { page, troubles } = opened;
          await drop(page, ["data/images/boat.png"]);
          await reach(page, "done");
          await drop(page, ["data/shapes_vgg9/model.json"]);
          await reach(page, "failed");
          assertMatch((await page.textContent("#error"))!, /weights\.bin/);
          await page.selectOption("#method", "inputGradient");
          await reach(page, "done");
          await page.selectOption("#method", "attentionRollout");
          await reach(page, "failed");
          assertMatch((await page.textContent("#error"))!, /attention/);
          assertEquals(troubles, []);
        },
      );
      await t.step(
        "what stays in place of what is refused is named, with what was chosen for it",
        async () => {
          await using opened = await open(browser, fromDisk);
          const { page, troubles } = opened;
          const broken = `file://${folder}/broken`;
          const [png, onnx] = [`${broken}.png`, `${broken}.onnx`];
          const fused = await Deno.readFile(new URL(NETWORK, ROOT));
          await Deno.writeTextFile(new URL(png), "no picture");
          await Deno.writeFile(new URL(onnx), fused.subarray(0, 1000));
          await drop(page, [png]);
          await reach(page, "failed");
          const error = async () => (await page.textContent("#error"))!;
          assertMatch(await error(), /^Cannot decode "broken\.png" /);
          assert(!/stays/.test(await error()), "there was none before");
          await drop(page, [NETWORK, "data/images/boat.png"]);
          await reach(page, "failed");
          await page.selectOption("#preprocessing", "unit");
          await reach(page, "done");
          await page.click("#classes li:nth-child(2) button");
          await reach(page, "done");
          const before = await drawnMap(page);
          for (
            const [files, stays] of [
              [[png], /^Cannot decode "broken\.png" .* boat\.png stays\.$/],
              [[onnx], /broken\.onnx.* fused stays\.$/],
            ] as const
          ) {
            await drop(page, files);
            await reach(page, "failed");
            assertMatch(await error(), stays);
            assertEquals(await page.textContent("#picture-name"), "boat.png");
            assertEquals(await page.inputValue("#preprocessing"), "unit");
            await page.selectOption("#method", "gradCam");
            await reach(page, "done");
            await page.selectOption("#method", "fullGrad");
            await reach(page, "done");
            assertEquals(await drawnMap(page), before, "of the chosen class");
          }
          assertEquals(troubles, []);
        },
      );
      await t.step(
        "her network has the names beside it, and what another one said goes",
        async () => {
          await using opened = await open(browser, fromDisk);
          const { page, troubles } = opened;
          await drop(page, ["data/images/boat.png"]);
          await reach(page, "done");
          const config = `file://${folder}/config.json`;
          await Deno.writeTextFile(new URL(config), CONFIG);
          await drop(page, [NETWORK, config]);
          await reach(page, "failed");
          assertMatch((await page.textContent("#error"))!, /preprocessing/);
          assertEquals(await page.isVisible("#explanation"), false);
          await page.selectOption("#preprocessing", "unit");
          await reach(page, "done");
          assertMatch((await page.textContent("#classes"))!, /^[a-z]{3}[\d<>]/);
          assertEquals(troubles, []);
        },
      );
      await t.step("a network of Hugging Face, by its name", async () => {
        await using opened = await open(browser, fromDisk);
        const { page } = opened;
        const asked = await serveHub(page);
        await drop(page, ["data/images/boat.png"]);
        await reach(page, "done");
        await page.fill("#name", "someone/tiny");
        await page.click("#named button");
        await page.waitForFunction(
          `document.querySelector("#network").textContent.includes("cat")`,
        );
        await reach(page, "done");
        assertEquals(asked.slice(0, 4), [
          "/api/models/someone/tiny/revision/main",
          ...["onnx/model.onnx", "config.json", "preprocessor_config.json"]
            .map((file) => `/someone/tiny/resolve/${COMMIT}/${file}`),
        ]);
        assertEquals((await drawnMap(page)).length, 32 * 32);

        await page.fill("#name", "someone/else");
        await page.click("#named button");
        await reach(page, "failed");
        assertMatch((await page.textContent("#error"))!, /no someone\/else/);
      });
      await t.step(
        "it may reach nothing else, its own server neither",
        async () => {
          await using server = serveFolder(folder, { isolated: false });
          await using opened = await open(browser, `${server.origin}/`);
          const { page } = opened;
          const answer = await page.evaluate(
            `fetch("/index.html").then(() => "answered", () => "refused")`,
          );
          assertEquals(answer, "refused");
        },
      );
      await t.step("nothing is cut at 1100 and 400 pixels", async () => {
        for (const width of [1100, 400]) {
          await using opened = await open(browser, fromDisk);
          const { page } = opened;
          await page.setViewportSize({ width, height: 900 });
          await drop(page, ["data/images/boat.png"]);
          await reach(page, "done");
          const [whole, figure, column] = await page.evaluate<number[]>(
            `[document.documentElement.scrollWidth,
              document.querySelector("#figure").scrollWidth,
              document.querySelector("#explanation").clientWidth]`,
          );
          assert(whole! <= width, `page ${whole}`);
          assert(figure! <= column!, `figure ${figure}`);
        }
      });
    } finally {
      model.dispose();
      await browser.close();
      await Deno.remove(folder, { recursive: true });
    }
  },
});
