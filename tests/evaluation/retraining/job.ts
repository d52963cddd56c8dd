/**
 * `job.ts FOLDER SHARD [MOST]`: remove and retrain in a process of its own that
 * never ends more trainings than MOST, so that it can be killed.
 */
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  parseShard,
  removeAndRetrain,
  type RetrainingOptions,
} from "../../../lib/evaluation/mod.ts";
import { tinyNetwork } from "../tiny_network.ts";
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
  const [folder, shard, most] = Deno.args as [string, string, string?];
  await startBackend("cpu");
  let trainings = 0;
  const slowly = async () => {
    do {
      await new Promise((resolve) => setTimeout(resolve, 40));
    } while (trainings >= Number(most ?? Infinity));
    trainings += 1;
  };
  await removeAndRetrain(tinyNetwork(), DATA, {
    ...OPTIONS,
    folder,
    shard: parseShard(shard),
    retrainer: checksumRetrainer(slowly),
  });
}
