import { assert, assertEquals } from "@std/assert";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startBackend } from "../../../lib/backend/mod.ts";
import { removeAndRetrain } from "../../../lib/evaluation/mod.ts";
import { tinyNetwork } from "../tiny_network.ts";
import { ChildJob } from "../run/child_job.ts";
import { inFolder, unitFiles } from "../run/in_folder.ts";
import { OPTIONS } from "./job.ts";
import { DATA } from "./toy.ts";

const PROGRAM = fileURLToPath(new URL("job.ts", import.meta.url));

function start(folder: string, shard: string, ...rest: string[]): ChildJob {
  return new ChildJob(ChildJob.command(PROGRAM, [folder, shard, ...rest]));
}

function maps(folder: string): number {
  try {
    return [...Deno.readDirSync(`${folder}/maps`)].length;
  } catch {
    return 0;
  }
}

Deno.test("killed while it explains and while it trains, a retraining ends with the same numbers", () =>
  inFolder(async (parent) => {
    const folder = `${parent}/results`;
    await Deno.mkdir(folder);
    for (const [most, explains] of [[2, true], [4, false], [6, false]]) {
      const hangs = `${parent}/hangs${most}`;
      await using job = start(folder, "1/1", `${most}`, hangs);
      await job.until(() => explains ? maps(folder) > 0 : existsSync(hangs));
      await job.kill();
    }
    assert(unitFiles(folder).length >= 9);
    assert(unitFiles(folder).length < 2 + 4 * 2 * 2);
    await using first = start(folder, "1/2");
    await using second = start(folder, "2/2");
    for (const shard of [first, second]) await shard.end();
    await startBackend("cpu");
    const joined = await removeAndRetrain(tinyNetwork(), DATA, {
      ...OPTIONS,
      folder,
      retrainer: {
        ...OPTIONS.retrainer!,
        retrain: () => {
          throw new Error("nothing is left to train");
        },
      },
    });
    const whole = await removeAndRetrain(tinyNetwork(), DATA, OPTIONS);
    assertEquals(joined.data.values, whole.data.values);
    assertEquals([joined.data.missing, joined.data.notes], [[], []]);
  }));
