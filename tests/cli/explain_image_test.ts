/** What `deno task explain` does, without a process for every case. */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import process from "node:process";
import { UsageError } from "../../lib/cli/arguments.ts";
import { explain } from "../../lib/cli/explain_picture.ts";
import type { ExplainRequest } from "../../lib/cli/explain_request.ts";
import { CLI_METHODS } from "../../lib/cli/methods.ts";
import { type MethodName, METHODS } from "../../lib/methods/mod.ts";
import { convBnNet } from "../aggregation/networks/mod.ts";
import { savedModel, withFolder, writeModel } from "../model/saved_model.ts";
import { BOAT } from "./run_cli.ts";

/** Runs a request and returns what it printed. */
async function printed(request: Partial<ExplainRequest>): Promise<string> {
  const lines: string[] = [];
  const { log } = console;
  console.log = (...parts: unknown[]) => lines.push(parts.join(" "));
  try {
    await explain({
      model: "shapes_vgg9",
      image: BOAT,
      method: "fullGrad",
      backend: "wasm",
      json: true,
      ...request,
    });
  } finally {
    console.log = log;
  }
  return lines.join("\n");
}

Deno.test("every method prints a map and the same decomposition", async () => {
  const methods = Object.keys(CLI_METHODS).filter((name) =>
    !METHODS[name as MethodName].needs.includes("attention")
  );
  const reports = [];
  for (const method of methods) {
    reports.push(JSON.parse(await printed({ method })));
  }
  const names = reports.map(({ map }) => map.method);
  assertEquals(new Set(names).size, methods.length, `${names}`);
  for (const report of reports) {
    assertEquals(report.map.shape, [64, 64]);
    assertEquals(report.map.values.length, 64 * 64);
    assert(report.map.values.every(Number.isFinite), report.map.method);
    assert(report.map.values.some((value: number) => value !== 0));
    assertEquals(report.fullGradient, reports[0].fullGradient);
    assertEquals(report.logits, reports[0].logits);
  }
});

Deno.test("another method's report says whose numbers it has", () =>
  withFolder(async (folder) => {
    const request = { method: "lrp", json: false, out: folder };
    const text = await printed(request);
    assertMatch(text, /^map +LRP/m);
    assertMatch(text, /^completeness +\d+\.\d\d % of the output arrives/m);
    assertMatch(
      text,
      /^The full-gradient's terms, whatever the map: input .*, residual .* of Σ/m,
    );
    assert(!/\d-\d|\s-\d/.test(text.split("\n\n")[1]!), "a hyphen for a minus");
    const page = await Deno.readTextFile(join(folder, "boat_lrp.html"));
    assertStringIncludes(page, "Completeness of the map: ");
    assertStringIncludes(page, "is not made of them");
    assert(!page.includes("takes magnitudes"), "what LRP does not do");
  }));

Deno.test("a map's own completeness stands beside the full-gradient's", async () => {
  const method = "integratedGradients";
  const { map, fullGradient, target } = JSON.parse(await printed({ method }));
  const { inputTerm, biasTerm, residual } = map.completeness;
  assertAlmostEquals(inputTerm + biasTerm + residual, target.value, 1e-4);
  assert(inputTerm !== fullGradient.completeness.inputTerm);
  await withFolder(async (out) => {
    assertMatch(
      await printed({ method, json: false, out }),
      /^completeness +attributions \S+ \+ logit of the baseline \S+, residual/m,
    );
  });
});

Deno.test("in a terminal a slow method says how far it is", async () => {
  const { stderr } = process;
  const { write, isTTY, columns } = stderr;
  const shown: string[] = [];
  Object.assign(stderr, {
    isTTY: true,
    columns: 80,
    write: (text: string) => shown.push(text) > 0,
  });
  try {
    await printed({ method: "smoothGrad" });
  } finally {
    Object.assign(stderr, { isTTY, columns, write });
  }
  assertMatch(shown[0]!, /smoothGrad in percent: 0 of 100/);
  assertMatch(shown.at(-1)!, /smoothGrad in percent: 100 of 100/);
});

Deno.test("options of a method are set by words, and refused by name", async () => {
  const report = JSON.parse(
    await printed({
      method: "integratedGradients",
      set: ["steps=4", "rule=right", "ties=share"],
    }),
  );
  const { steps, rule, ties } = report.map.settings;
  assertEquals([steps, rule, ties], [4, "right", "share"]);
  const wrong = [
    ["step=4", UsageError, 'current value is "step", did you mean steps?'],
    ["steps", UsageError, "it must be name=value"],
    ["steps=x", UsageError, "steps must be a positive integer"],
  ] as const;
  for (const [word, ErrorClass, message] of wrong) {
    await assertRejects(
      () => printed({ method: "integratedGradients", set: [word] }),
      ErrorClass,
      message,
    );
  }
});

Deno.test("the caller's image is not written over", () =>
  withFolder(async (folder) => {
    const image = join(folder, "cat.png");
    await Deno.copyFile(BOAT, image);
    await printed({ image, out: folder });
    assertEquals(await Deno.readFile(image), await Deno.readFile(BOAT));
    const files = [...Deno.readDirSync(folder)].map(({ name }) => name);
    assertEquals(files.sort(), [
      "cat.png",
      "cat_explained.html",
      "cat_explained.png",
    ]);
  }));

Deno.test("another class and another method have files of their own", () =>
  withFolder(async (folder) => {
    await printed({ out: folder });
    await printed({ target: "cat", out: folder });
    await printed({ method: "gradCam", target: "cat", out: folder });
    const files = [...Deno.readDirSync(folder)].map(({ name }) => name);
    assertEquals(
      files.sort(),
      ["boat", "boat_cat", "boat_gradCam_cat"]
        .flatMap((stem) => [`${stem}.html`, `${stem}.png`]),
    );
  }));

Deno.test("another network has files of its own", () =>
  withFolder(async (folder) => {
    const own = {
      image: BOAT,
      preprocessing: "unit",
      out: join(folder, "out"),
    } as const;
    // As one does by hand: both files call their network the same.
    const network = convBnNet();
    for (const name of ["first", "second net!"]) {
      await Deno.mkdir(join(folder, name));
      const file = await writeModel(
        await savedModel(network),
        join(folder, name),
      );
      await printed({ ...own, model: file });
      await printed({ ...own, model: join(folder, name), method: "gradCam" });
    }
    network.dispose();
    const onnx = "tests/model/networks/tiny_resnet/fused.onnx";
    await printed({ ...own, model: onnx, target: "3" });
    await printed({ out: own.out });
    const files = [...Deno.readDirSync(own.out)].map(({ name }) => name);
    assertEquals(
      files.sort(),
      [
        "boat",
        "boat_first",
        "boat_first_gradCam",
        "boat_fused_3",
        "boat_second_net",
        "boat_second_net_gradCam",
      ].flatMap((stem) => [`${stem}.html`, `${stem}.png`]).sort(),
    );
  }));

Deno.test("files are named after the image, be it a URL or bytes in one", () =>
  withFolder(async (folder) => {
    const bytes = await Deno.readFile(BOAT);
    const server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen: () => {} },
      () => new Response(bytes),
    );
    const data = `data:image/png;base64,${btoa(String.fromCharCode(...bytes))}`;
    const address =
      `http://127.0.0.1:${server.addr.port}/a%2Fb/my%20cat.png?x=1/2`;
    for (const image of [address, data]) await printed({ image, out: folder });
    await server.shutdown();
    const files = [...Deno.readDirSync(folder)].map(({ name }) => name);
    assertEquals(files.sort(), [
      "image 1.html",
      "image 1.png",
      "my cat.html",
      "my cat.png",
    ]);
  }));
