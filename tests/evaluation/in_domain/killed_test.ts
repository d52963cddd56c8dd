import { assert, assertEquals } from "@std/assert";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startBackend } from "../../../lib/backend/mod.ts";
import { inDomainDeletion } from "../../../lib/evaluation/mod.ts";
import { ChildJob } from "../run/child_job.ts";
import { inFolder, unitFiles } from "../run/in_folder.ts";
import { DATA, OPTIONS } from "./job.ts";
import { plantedNetwork } from "./planted.ts";

const PROGRAM = fileURLToPath(new URL("job.ts", import.meta.url));

Deno.test("killed after its fine-tuning, an in-domain deletion goes on without another, to the same bytes", () =>
  inFolder(async (parent) => {
    const [folder, hangs] = [`${parent}/results`, `${parent}/hangs`];
    await Deno.mkdir(folder);
    await using job = new ChildJob(ChildJob.command(PROGRAM, [folder, hangs]));
    await job.until(() => existsSync(hangs));
    await job.kill();
    const { length } = unitFiles(folder);
    assert(length >= 2 && length < 16, `${length}`);
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
