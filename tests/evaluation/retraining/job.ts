/**
 * `job.ts FOLDER SHARD [MOST HANGS]`: remove and retrain in a process of its own,
 * which hangs after MOST trainings, and says so in a file, to be killed.
 */
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  parseShard,
  removeAndRetrain,
  type RetrainingOptions,
} from "../../../lib/evaluation/mod.ts";
import { tinyNetwork } from "../tiny_network.ts";
import { hang } from "../run/child_job.ts";
import { checksumRetrainer, DATA, redness } from "./toy.ts";

/** What the process and the test both compute. */
export const OPTIONS: RetrainingOptions = {
  methods: { Red: redness(1) },
  fractions: [0.25, 0.75],
  runs: 2,
  seed: 3,
  retrainer: checksumRetrainer(),
};

if (import.meta.main) {
  const [folder, shard, most, hangs] = Deno.args as string[];
  await startBackend("cpu");
  let trainings = 0;
  const slowly = async () => {
    if (hangs !== undefined && trainings++ === Number(most)) await hang(hangs);
    await new Promise((resolve) => setTimeout(resolve, 40));
  };
  await removeAndRetrain(tinyNetwork(), DATA, {
    ...OPTIONS,
    folder: folder!,
    shard: parseShard(shard!),
    retrainer: checksumRetrainer(slowly),
  });
}
