/** The job of `docs/cluster/kubernetes.yaml`, pod by pod, without a cluster. */
import { assert, assertEquals } from "@std/assert";
import { parse } from "yaml";
import { ROOT, runCli } from "../cli/run_cli.ts";
import { exhaustiveTest } from "../exhaustive.ts";
import { withFolder } from "../model/saved_model.ts";
import { LEAST, table } from "./least_job.ts";

const JOB = parse(
  await Deno.readTextFile(
    new URL("../../docs/cluster/kubernetes.yaml", import.meta.url),
  ),
);

exhaustiveTest({
  name: "pods of the indexed job give the table of one process",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (folder) => {
      const { completionMode, completions, parallelism, template } = JOB.spec;
      assertEquals(completionMode, "Indexed");
      assert(completions >= parallelism);
      const [{ command: [shell, ...args], volumeMounts }] =
        template.spec.containers;
      assertEquals(volumeMounts[0].mountPath, "/results");

      await Deno.symlink(Deno.execPath(), `${folder}/deno`);
      for (const index of [0, 1]) {
        const here = args.map((arg: string) =>
          arg.replace("/fullgrad/", ROOT).replace("/results", `${folder}/pods`)
            .replace(`/${completions}`, "/2")
        );
        const { success } = await new Deno.Command(shell, {
          args: [...here, ...LEAST],
          env: {
            PATH: `${folder}:${Deno.env.get("PATH")}`,
            JOB_COMPLETION_INDEX: String(index),
          },
          stdout: "null",
        }).output();
        assertEquals(success, true);
      }
      const merged = await runCli("merge", [`${folder}/pods`]);
      assertEquals([merged.code, merged.stderr], [0, ""]);
      const alone = await runCli("retrain", [
        ...["--folder", `${folder}/alone`],
        ...LEAST,
      ]);
      assertEquals([alone.code, alone.stderr], [0, ""]);
      assertEquals(table(`${folder}/pods`), table(`${folder}/alone`));
    }),
});
