/** `fullgrad reproduce` as a program. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { withFolder } from "../model/saved_model.ts";
import { ROOT, runCli } from "./run_cli.ts";

const ONLY = ["--only", "part_importance", "--backend", "wasm"];

/** As much of it as six pictures begin: a slice of ten. */
const FEW = ["--scale", "6", ...ONLY];

Deno.test("reproduce writes the CSV, the page and the page over all, and goes on", () =>
  withFolder(async (folder) => {
    const args = [
      ...["--data", folder, "--out", `${folder}/out`],
      ...["--work", `${folder}/work`],
      ...FEW,
    ];
    const first = await runCli("reproduce", args);
    assertEquals([first.code, first.stderr], [0, ""]);
    assertStringIncludes(first.stdout, "images 1-10; 1 of 50 are done");
    const read = (name: string) => Deno.readTextFile(`${folder}/out/${name}`);
    const csv = await read("part_importance/shapes_vgg9.csv");
    assertStringIncludes(csv, "images 1-10,1,image 9,FullGrad,");
    assertStringIncludes(
      await read("part_importance/README.md"),
      "10 of 500 images",
    );
    assertStringIncludes(
      await read("README.md"),
      "(part_importance/README.md)",
    );

    const again = await runCli("reproduce", args);
    assertEquals([again.code, again.stdout.includes("are done")], [0, false]);
    assertEquals(await read("part_importance/shapes_vgg9.csv"), csv);
  }));

Deno.test("reproduce says what it lacks", () =>
  withFolder(async (folder) => {
    const out = ["--out", `${folder}/out`, "--work", `${folder}/work`];
    const none = await runCli("reproduce", [...ONLY, ...out]);
    assertEquals(none.code, 2);
    assertStringIncludes(none.stderr, "--data must be given");
    const empty = await runCli("reproduce", [
      ...["--data", folder, "--only", "left_figure", "--backend", "wasm"],
      ...out,
    ]);
    assertEquals(empty.code, 1);
    assertStringIncludes(
      empty.stderr,
      "Cannot reproduce without references/resnet20_cifar10 in the data folder",
    );
    const other = await runCli("reproduce", ["--only", "left"], ROOT);
    assertEquals(other.code, 2);
    assertStringIncludes(other.stderr, "It must be one of left_figure");
  }));
