import { Command } from "commander";
import { join } from "node:path";
import { BACKEND_NAMES, startBackend } from "../backend/mod.ts";
import { htmlPage } from "../display/mod.ts";
import {
  type Evaluation,
  keepAndRetrain,
  mergeResults,
  parseShard,
  removeAndRetrain,
} from "../evaluation/mod.ts";
import { loadModel } from "../model/mod.ts";
import {
  asUsage,
  asUsageAbout,
  integer,
  nameOf,
  namesOf,
  oneOf,
  positive,
  requireOptions,
  shares,
  texts,
} from "./arguments.ts";
import { CLI_METHODS } from "./methods.ts";
import {
  DATASETS,
  NETWORKS,
  requestedData,
  requestedRetrainer,
  type RetrainRequest,
  SIZES,
} from "./retrain_request.ts";
import { untilStopped } from "./until_stopped.ts";

const EXPERIMENTS: Readonly<Record<string, typeof removeAndRetrain>> = {
  remove: removeAndRetrain,
  keep: keepAndRetrain,
};

const FILLS = ["mean", "black", "blur", "road"];

const CLUSTER = `
An array job on a cluster (Slurm, Kubernetes), or processes side by side:

  sbatch --array=1-60 --wrap 'fullgrad retrain --folder R --shard $SLURM_ARRAY_TASK_ID/60'
  fullgrad retrain --folder R --shard $((JOB_COMPLETION_INDEX + 1))/60
  parallel -j 2 fullgrad retrain --folder R --shard {}/60 ::: $(seq 60)

Then \`fullgrad merge R\` makes the table; where the parts share no folder, it joins
theirs. In a clone, \`deno task retrain\` is \`fullgrad retrain\`.`;

/**
 * `fullgrad retrain`: remove and retrain, or keep and retrain, as a job that can
 * be stopped, goes on where it was, and can be shared by many processes.
 */
export function retrainCommand(): Command {
  return new Command("retrain")
    .description(
      "Trains networks on images without their most salient pixels (remove and retrain, ROAR), or with these alone (keep and retrain, KAR), and measures how right they are.",
    )
    .option(
      "--folder <dir>",
      "where results and maps go, must be given; a job that was stopped goes on there",
    )
    .option("--shard <i/n>", "do the i-th of n parts only (default: all)")
    .option(
      "--experiment <name>",
      "remove (the most salient pixels) or keep (these alone)",
      nameOf(EXPERIMENTS),
      "remove",
    )
    .option(
      "--methods <a,b,…>",
      `of ${Object.keys(CLI_METHODS).join(", ")}`,
      namesOf(CLI_METHODS),
      ["fullGrad", "inputGradient", "gradCam"],
    )
    .option(
      "--model <m>",
      "the network that explains: path, URL or name, as of fullgrad explain",
      "shapes_vgg9",
    )
    .option(
      "--data <kind>",
      `where the images come from: ${Object.keys(DATASETS).join(", ")}`,
      nameOf(DATASETS),
      "shapes",
    )
    .option(
      "--training-files <f,…>",
      "CIFAR's binary files, or a folder with a folder for each class",
      texts,
    )
    .option("--test-files <f,…>", "the same for the test images", texts)
    .option(
      "--size <n>",
      "side of the images of a folder, in pixels",
      integer(1),
      64,
    )
    .option(
      "--training <n>",
      `at most so many training images (default: all; ${SIZES.training} shapes)`,
      integer(1),
    )
    .option(
      "--test <n>",
      `at most so many test images (default: all; ${SIZES.test} shapes)`,
      integer(1),
    )
    .option(
      "--fractions <a,b,…>",
      "shares of the pixels that are removed, or kept, each in (0, 1]",
      shares,
      [0.1, 0.3, 0.5, 0.7, 0.9],
    )
    .option(
      "--runs <n>",
      "networks for each method and share",
      integer(1),
      3,
    )
    .option(
      "--fill <name>",
      `what takes the place of removed pixels: ${FILLS.join(", ")}`,
      oneOf(FILLS),
      "mean",
    )
    .option("--seed <n>", "chooses all that is random", integer(0), 0)
    .option(
      "--network <name>",
      `what is trained: ${Object.keys(NETWORKS).join(", ")}`,
      nameOf(NETWORKS),
      "small",
    )
    .option(
      "--width <w>",
      "factor on the filters of that network",
      positive,
      1,
    )
    .option(
      "--epochs <n>",
      "how often each training image is seen",
      integer(1),
      5,
    )
    .option("--batch-size <n>", "images in a step", integer(1), 32)
    .option(
      "--backend <name>",
      `${BACKEND_NAMES.join(", ")} (default: the fastest here)`,
      oneOf(BACKEND_NAMES),
    )
    .addHelpText("after", CLUSTER)
    .action((request: RetrainRequest, command: Command) => {
      requireOptions(command, ["folder"]);
      return retrain(request);
    });
}

/**
 * Runs the experiment or a shard of it, prints a line for every training, and
 * writes the table and the figure of what is finished.
 */
async function retrain(request: RetrainRequest): Promise<void> {
  const { folder, experiment } = request;
  const shard = request.shard === undefined
    ? undefined
    : asUsage(() => parseShard(request.shard!));
  const data = await asUsageAbout(/--data/, () => requestedData(request));
  const { reason } = await startBackend(request.backend);
  console.log(reason);
  const model = await loadModel(request.model);
  const evaluation = await untilStopped((signal) =>
    EXPERIMENTS[experiment]!(model, data, {
      folder,
      ...(shard && { shard }),
      methods: Object.fromEntries(
        request.methods.map((name) => [name, CLI_METHODS[name]!]),
      ),
      retrainer: requestedRetrainer(request),
      fractions: request.fractions,
      runs: request.runs,
      seed: request.seed,
      fill: request.fill,
      signal,
      onProgress: (done, total) => console.log(`training ${done} of ${total}`),
    })
  );
  const left = evaluation.data.missing.length;
  if (left === 0) await writeReport(evaluation, folder, experiment);
  else console.log(`${left} trainings are left to other shards`);
}

async function writeReport(
  evaluation: Evaluation,
  folder: string,
  experiment: string,
): Promise<void> {
  const page = join(folder, `${experiment}.html`);
  await Deno.writeTextFile(
    page,
    await htmlPage(evaluation.data.experiment, [{
      figure: evaluation.figure(),
      text: evaluation.text,
    }]),
  );
  const tables = await mergeResults([folder], folder);
  console.log(
    `wrote ${page} and ${tables.map(({ csv }) => csv).join(", ")}`,
  );
}
