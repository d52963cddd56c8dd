/**
 * `job.ts FOLDER HANGS`: an in-domain deletion in a process of its own that hangs
 * in its middle, and says so in a file, to be killed.
 */
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  inDomainDeletion,
  type InDomainDeletionOptions,
} from "../../../lib/evaluation/mod.ts";
import { fineTuner } from "../../../lib/evaluation/mod.ts";
import { hang } from "../run/child_job.ts";
import { plantedData, plantedNetwork, RANKING } from "./planted.ts";

/** What the process and the test both compute. */
export const DATA = {
  training: plantedData(1, 64, 1),
  test: plantedData(2, 12, 1),
};

/** With a real fine-tuning. */
export const OPTIONS: InDomainDeletionOptions = {
  methods: RANKING,
  controls: {},
  blockSize: 3,
  tuner: fineTuner({ epochs: 2 }),
};

if (import.meta.main) {
  const [folder, hangs] = Deno.args as [string, string];
  await startBackend("cpu");
  const { run, ...truth } = RANKING["0 %"];
  let calls = 0;
  const hanging: typeof run = async (...call) => {
    if (++calls === 3) await hang(hangs);
    return await run(...call);
  };
  Object.defineProperty(hanging, "toString", { value: () => String(run) });
  await inDomainDeletion(plantedNetwork(), DATA, {
    ...OPTIONS,
    methods: { ...RANKING, "0 %": { ...truth, run: hanging } },
    folder,
  });
}
