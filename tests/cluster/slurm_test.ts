/** The job file of `docs/cluster` on a cluster of one machine. */
import { assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { ROOT, runCli } from "../cli/run_cli.ts";
import { exhaustiveTest } from "../exhaustive.ts";
import { withFolder } from "../model/saved_model.ts";
import { endings, LEAST, table } from "./least_job.ts";
import { HAS_SLURM, Slurm, until } from "./slurm.ts";

const SCRIPT = fileURLToPath(
  new URL("../../docs/cluster/slurm.sh", import.meta.url),
);

exhaustiveTest({
  name: "a Slurm array with an element requeued gives the table of one process",
  ignore: !HAS_SLURM,
  fn: (test) =>
    withFolder(async (folder) => {
      await using slurm = await Slurm.start(folder);
      await test.step({
        name: slurm === undefined ? "Slurm does not start here" : "with Slurm",
        ignore: slurm === undefined,
        fn: () => requeued(slurm!, folder),
      });
    }),
});

async function requeued(slurm: Slurm, folder: string): Promise<void> {
  const results = `${folder}/results`;
  const job = await slurm.run("sbatch", [
    ...["--parsable", "--array=1-4", "--cpus-per-task=1", "--mem=0"],
    `--export=ALL,FULLGRAD=${ROOT},DENO=${Deno.execPath()},NO_COLOR=1`,
    ...[SCRIPT, results, ...LEAST],
  ]);
  const second = `${job}_2`;
  // The second element is thrown out in the middle of a training.
  await until(() => endings(results, ".lease").length >= 2, 240);
  await slurm.run("scontrol", ["requeue", second]);
  const pending = async () =>
    /JobState=PENDING/.test(await slurm.run("scontrol", show(second)));
  await until(pending, 240);
  // Slurm would let it wait for two minutes.
  await slurm.run("scontrol", [
    "update",
    `JobId=${second}`,
    "StartTime=now",
  ]);
  const left = () => slurm.run("squeue", ["-h", "-j", job]);
  await until(async () => await left() === "", 240);
  assertMatch(await slurm.run("scontrol", show(second)), /Restarts=1/);

  const merged = await runCli("merge", [results]);
  assertEquals([merged.code, merged.stderr], [0, ""]);
  const alone = `${folder}/alone`;
  const whole = await runCli("retrain", ["--folder", alone, ...LEAST]);
  assertEquals([whole.code, whole.stderr], [0, ""]);
  assertEquals(table(results), table(alone));
}

function show(job: string): string[] {
  return ["show", "job", job];
}
