/** `retrain.ts` and `merge.ts` as programs: two shards, their table, refusals. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parse } from "csv-parse/sync";
import { withFolder } from "../model/saved_model.ts";
import { runCli } from "./run_cli.ts";

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
    assertStringIncludes(merged.stdout, "wrote 5 rows");

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
    assertEquals(rows.map(({ method }) => method), [
      "",
      "inputGradient",
      "Random",
      "Blurred random",
      "Sobel edges",
    ]);
    assert(
      rows.every(({ accuracy }) => Number.isInteger(8 * Number(accuracy))),
    );

    // Nothing is left to train in the folder of all units.
    const again = await runCli("retrain", [...args("whole")]);
    assert(!again.stdout.includes("training 1"));
  }));

Deno.test("what cannot be is refused in one line", () =>
  withFolder(async (folder) => {
    const refused: [string[], string][] = [
      [["--shard", "3/2"], "1 ≤ i ≤ n"],
      [["--shard", "third"], "i/n"],
      [["--methods", "magic"], "must be one of"],
      [["--experiment", "forget"], "must be one of remove, keep"],
      [["--network", "vgg1000"], "must be one of small, vgg9, resNet8"],
      [["--fractions", "a"], "must be numbers"],
      [["--fractions", "2"], "fractions must be"],
      [["--training-files", "a.bin"], "must be given together"],
    ];
    for (const [args, message] of refused) {
      const { code, stderr } = await runCli("retrain", [
        "--folder",
        folder,
        ...LEAST,
        ...args,
      ]);
      assertEquals(code, 1);
      assertStringIncludes(stderr, message);
      assertEquals(stderr.trim().split("\n").length, 1, stderr);
    }
    assertEquals([...Deno.readDirSync(folder)], []);
    assertEquals((await runCli("retrain", [])).code, 2);
    assertEquals((await runCli("merge", [])).code, 2);
    assertEquals((await runCli("merge", [folder])).code, 1);
    assertStringIncludes((await runCli("retrain", ["--help"])).stdout, "Slurm");
    assertStringIncludes((await runCli("merge", ["--help"])).stdout, "--out");
  }));
