/** `retrain.ts` and `merge.ts` as programs: two shards, their table, refusals. */
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { parse } from "csv-parse/sync";
import { integer, numbers, texts } from "../../lib/cli/arguments.ts";
import {
  requestedData,
  requestedRetrainer,
  type RetrainRequest,
} from "../../lib/cli/retrain_request.ts";
import { withFolder } from "../model/saved_model.ts";
import { BOAT, ROOT, runCli } from "./run_cli.ts";

/** The least work that is an experiment: 1 + 4 trainings of one step. */
const LEAST = [
  ...["--methods", "inputGradient", "--fractions", "0.5", "--runs", "1"],
  ...["--training", "10", "--test", "8", "--epochs", "1"],
  ...["--backend", "wasm"],
];

/** The only file of a folder with an ending. */
async function file(folder: string, ending: string): Promise<string> {
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => name.endsWith(ending));
  assertEquals(names.length, 1);
  return await Deno.readTextFile(`${folder}/${names[0]}`);
}

Deno.test("shards in folders of their own are merged into the table of one process", () =>
  withFolder(async (folder) => {
    const args = (name: string, ...more: string[]) => [
      "--folder",
      `${folder}/${name}`,
      ...LEAST,
      ...more,
    ];
    const first = await runCli("retrain", args("1", "--shard", "1/2"));
    assertEquals([first.code, first.stderr], [0, ""]);
    assertStringIncludes(first.stdout, "training 3 of 3");
    assertStringIncludes(first.stdout, "2 trainings are left");

    const partly = await runCli("merge", [`${folder}/1`]);
    assertEquals(partly.code, 3);
    assertStringIncludes(partly.stdout, "missing: remove");

    await runCli("retrain", args("2", "--shard", "2/2"));
    const folders = [`${folder}/1`, `${folder}/2`];
    const out = `${folder}/joined`;
    const merged = await runCli("merge", [...folders, "--out", out]);
    assertEquals([merged.code, merged.stderr], [0, ""]);
    assertStringIncludes(merged.stdout, "wrote 8 rows");

    const whole = await runCli("retrain", args("whole"));
    assertEquals([whole.code, whole.stderr], [0, ""]);
    const csv = await file(out, ".csv");
    assertEquals(csv, await file(`${folder}/whole`, ".csv"));
    assertStringIncludes(
      await file(`${folder}/whole`, ".html"),
      "Blurred random",
    );
    const rows = parse(csv, { bom: true, columns: true }) as Record<
      string,
      string
    >[];
    const names = ["inputGradient", "Random", "Blurred random", "Sobel edges"];
    assertEquals(
      rows.map(({ method }) => method),
      names.flatMap((name) => [name, name]),
    );
    assert(
      rows.every(({ accuracy }) => Number.isInteger(8 * Number(accuracy))),
    );

    // Nothing is left to train in the folder of all units.
    const again = await runCli("retrain", [...args("whole")]);
    assert(!again.stdout.includes("training 1"));
  }));

Deno.test({
  name: "a job that is told to stop keeps what is finished",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (folder) => {
      const process = new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "-A",
          "lib/cli/main.ts",
          "retrain",
          "--folder",
          folder,
          ...LEAST,
        ],
        cwd: ROOT,
        env: { NO_COLOR: "1" },
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      const output = process.stdout.pipeThrough(new TextDecoderStream());
      let text = "";
      for await (const part of output) {
        text += part;
        if (text.includes("training 1 of 5")) {
          process.kill("SIGTERM");
          break;
        }
      }
      assertEquals((await process.status).code, 143);
      assertStringIncludes(
        await new Response(process.stderr).text(),
        "Stopped: the same command goes on from here",
      );
      const goesOn = await runCli("retrain", ["--folder", folder, ...LEAST]);
      assertEquals(goesOn.code, 0);
      assert(!goesOn.stdout.includes("of 5"));
    }),
});

Deno.test("what cannot be is refused in one line, before anything is written", () =>
  withFolder(async (folder) => {
    const refused: [string[], number, string][] = [
      [["--folder", folder, "--shard", "3/2"], 2, "1 ≤ i ≤ n"],
      [["--folder", folder, "--methods", "magic"], 2, "must be one of"],
      [["--folder", folder, "--fill", "balck"], 2, "Did you mean black?"],
      [["--folder", folder, "--fractions", "2"], 2, "in (0, 1]"],
      [["--folder", folder, "--data", "cifar10"], 2, "--training-files"],
      [["--folder", folder, "--runs", "3,5"], 2, "an integer from 1 on"],
      [[], 2, "--folder must be given"],
    ];
    for (const [args, status, message] of refused) {
      const { code, stderr } = await runCli("retrain", args);
      assertEquals(code, status);
      assertStringIncludes(stderr, message);
      assertEquals(stderr.trim().split("\n").length, 1);
      assertStringIncludes(stderr, "`fullgrad retrain --help` says how");
    }
    assertEquals([...Deno.readDirSync(folder)], []);
    assertEquals((await runCli("merge", [folder])).code, 1);
    assertStringIncludes((await runCli("merge", ["--help"])).stdout, "--out");
  }));

/** A request as the command line's defaults have it. */
function request(parts: Partial<RetrainRequest>): RetrainRequest {
  return {
    folder: "",
    experiment: "remove",
    methods: ["fullGrad"],
    model: "shapes_vgg9",
    data: "shapes",
    size: 16,
    fractions: [0.5],
    runs: 1,
    fill: "mean",
    seed: 0,
    network: "small",
    width: 1,
    epochs: 5,
    batchSize: 32,
    ...parts,
  };
}

Deno.test("every part of a request is checked", async () => {
  assertEquals(numbers("0.1,1e-3"), [0.1, 1e-3]);
  for (const text of ["a", "", "1,,2", "1 2", "Infinity"]) {
    assertThrows(() => numbers(text), Error, "numbers with commas");
  }
  for (const text of ["", "0", "1.5", "3,5", "1e3", "0x10", "-1"]) {
    assertThrows(() => integer(1)(text), Error, "an integer from 1 on");
  }
  assertThrows(() => texts("a,,b"), Error, "texts with commas");
  assertEquals(
    requestedRetrainer(request({ network: "resNet8", width: 0.5, epochs: 7 }))
      .name,
    "resNet8 × 0.5, 7 epochs",
  );
  await assertRejects(
    () => requestedData(request({ data: "cifar10", trainingFiles: ["a.bin"] })),
    RangeError,
    "must come with --training-files and --test-files",
  );
  await assertRejects(
    () => requestedData(request({ trainingFiles: ["a.bin"] })),
    RangeError,
    "--data must say what lies in the files",
  );
  const { training, test } = await requestedData(request({ training: 7 }));
  assertEquals([training.size, test.size], [7, 300]);
  const first = await training.read([0]);
  assert(first.pixels[0] !== (await test.read([0])).pixels[0]);
});

Deno.test("CIFAR's files and folders of images are read from the front", () =>
  withFolder(async (folder) => {
    const path = `${folder}/batch.bin`;
    await Deno.mkdir(`${folder}/images/boat`, { recursive: true });
    await Deno.copyFile(BOAT, `${folder}/images/boat/1.png`);
    const read = (data: string, files: readonly string[], training?: number) =>
      requestedData(request({
        data,
        trainingFiles: files,
        testFiles: files,
        ...(training && { training }),
      }));
    const labels = { cifar10: 1, cifar100: 2 };
    for (const [data, bytes] of Object.entries(labels)) {
      await Deno.writeFile(path, new Uint8Array(5 * (3072 + bytes)));
      const { training, test } = await read(data, [path, path], 6);
      assertEquals([training.size, test.size], [6, 10], data);
    }
    const { training } = await read("folder", [`${folder}/images`]);
    assertEquals(training.imageShape, [16, 16, 3]);
    assertEquals(training.classes, ["boat"]);
    await assertRejects(
      () => read("folder", [folder, folder]),
      RangeError,
      "there must be one",
    );
  }));
