import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { startBackend } from "../../../lib/backend/mod.ts";
import { inDomainDeletion } from "../../../lib/evaluation/mod.ts";
import { inFolder, unitFiles } from "../run/in_folder.ts";
import { DATA, OPTIONS } from "./job.ts";
import { plantedNetwork } from "./planted.ts";

const PROGRAM = fileURLToPath(new URL("job.ts", import.meta.url));

Deno.test("killed after its fine-tuning, an in-domain deletion goes on without another, to the same bytes", () =>
  inFolder(async (parent) => {
    const folder = `${parent}/results`;
    await Deno.mkdir(folder);
    const process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", PROGRAM, folder],
      stdout: "null",
      // What it fails with is read in the test's output.
      stderr: "inherit",
    }).spawn();
    let ended: Deno.CommandStatus | undefined;
    process.status.then((status) => ended = status);
    while (unitFiles(folder).length < 2) {
      assert(ended === undefined, `the job ended: ${JSON.stringify(ended)}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    process.kill("SIGKILL");
    assertEquals((await process.status).signal, "SIGKILL");
    assert(unitFiles(folder).length < 16);
    await startBackend("cpu");
    const resumed = await inDomainDeletion(plantedNetwork(), DATA, {
      ...OPTIONS,
      folder,
      tuner: {
        ...OPTIONS.tuner as Exclude<typeof OPTIONS.tuner, "none" | undefined>,
        tune: () => {
          throw new Error("the weights were kept");
        },
      },
    });
    const whole = await inDomainDeletion(plantedNetwork(), DATA, OPTIONS);
    assertEquals(resumed.toCsv(), whole.toCsv());
    assertEquals([resumed.data.missing, resumed.data.notes], [[], []]);
  }));
