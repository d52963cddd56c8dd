/** The two commands, run as a user runs them. */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
} from "@std/assert";
import { fileURLToPath } from "node:url";
import { fullGrad, loadImage, loadModel, startBackend } from "fullgrad";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BOAT = "data/images/boat.png";

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(
  command: "demo" | "explain",
  ...args: string[]
): Promise<Outcome> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", `lib/cli/${command}.ts`, ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

const BASE = ["--model", "shapes_vgg9", "--image", BOAT, "--backend", "wasm"];

Deno.test("demo prints the decision and writes a page that asks for nothing, and a picture", async () => {
  const { code, stdout } = await run("demo");
  assertEquals(code, 0);
  for (
    const part of ["boat", "logit", "residual", "conv1", "bn8", "out/boat.html"]
  ) {
    assertStringIncludes(stdout, part);
  }
  const page = await Deno.readTextFile(`${ROOT}out/boat.html`);
  assert(!/<(script|link|img)[^>]*(src|href)="https?:/.test(page));
  const png = await Deno.readFile(`${ROOT}out/boat.png`);
  assertEquals([...png.subarray(1, 4)], [0x50, 0x4e, 0x47]);
});

Deno.test("explain --json prints the numbers of the library", async () => {
  const { code, stdout } = await run(
    "explain",
    ...BASE,
    "--target",
    "cat",
    "--json",
  );
  assertEquals(code, 0);
  const report = JSON.parse(stdout);
  await startBackend("wasm");
  const model = await loadModel("shapes_vgg9");
  const map = await fullGrad(model, await loadImage(`${ROOT}${BOAT}`, model), {
    target: "cat",
  });
  assertEquals(report.target.name, "cat");
  assertAlmostEquals(report.target.value, map.target.values[0]!, 1e-5);
  assertEquals(report.terms.map((term: { site: string }) => term.site), [
    ...map.terms!.map(({ site }) => site.name),
  ]);
  const total = report.terms.reduce(
    (sum: number, term: { sum: number }) => sum + term.sum,
    0,
  );
  assertAlmostEquals(
    total + report.completeness.residual,
    report.target.value,
    1e-5,
  );
  assertEquals(report.map.values.length, 64 * 64);
  model.layersModel.dispose();
});

Deno.test("class names with HTML in them are text in the page", async () => {
  const folder = await Deno.makeTempDir();
  const names = ["<img src=x onerror=alert(1)>", ..."bcdefghij"];
  await Deno.writeTextFile(`${folder}/names.txt`, names.join("\n"));
  const { code } = await run(
    "explain",
    ...BASE,
    "--classes",
    `${folder}/names.txt`,
    "--target",
    "0",
    "--out",
    folder,
  );
  assertEquals(code, 0);
  assert(
    !(await Deno.readTextFile(`${folder}/boat.html`)).includes("<img src=x"),
  );
  await Deno.remove(folder, { recursive: true });
});

for (
  const [name, args, code, part] of [
    [
      "no image",
      ["--model", "shapes_vgg9"],
      2,
      "--model and --image must be given",
    ],
    ["an unknown option", [...BASE, "--tagret", "1"], 1, "--tagret"],
    [
      "an unknown method",
      [...BASE, "--method", "gradcam"],
      1,
      "must be one of",
    ],
    ["a class out of range", [...BASE, "--target", "10"], 1, "from 0 to 9"],
    ["an unknown class", [...BASE, "--target", "ship"], 1, "must be one of"],
    ["a missing model", ["--model", "no.json", "--image", BOAT], 1, "no file"],
    [
      "a missing image",
      ["--model", "shapes_vgg9", "--image", "no.png"],
      1,
      "no.png",
    ],
    [
      "an unknown backend",
      [...BASE, "--backend", "cuda"],
      1,
      "webgpu, wasm or cpu",
    ],
    [
      "unknown preprocessing",
      [...BASE, "--preprocessing", "imagnet"],
      1,
      "imagenet",
    ],
  ] as const
) {
  Deno.test(`explain says in one line what is wrong: ${name}`, async () => {
    const outcome = await run("explain", ...args);
    assertEquals(outcome.code, code);
    assertEquals(outcome.stdout, "");
    assertStringIncludes(outcome.stderr, part);
    assert(!/^\s+at .*:\d+:\d+/m.test(outcome.stderr), "a stack trace");
  });
}
