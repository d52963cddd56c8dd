import { Command, Option } from "commander";
import { join } from "node:path";
import { type BackendName, startBackend } from "../backend/mod.ts";
import {
  type Dataset,
  loadCifar10,
  loadCifar100,
  loadImageFolder,
  shapesDataset,
  subset,
} from "../data/mod.ts";
import { htmlPage } from "../display/mod.ts";
import {
  type Evaluation,
  keepAndRetrain,
  mergeResults,
  parseShard,
  removeAndRetrain,
  type Retrainer,
  retrainer,
  type RetrainerOptions,
  type RetrainingData,
  type RetrainingOptions,
} from "../evaluation/mod.ts";
import { loadModel } from "../model/mod.ts";
import { resNet8, vgg9, type VggPlan } from "../training/mod.ts";
import {
  integer,
  nameOf,
  namesOf,
  numbers,
  positive,
  requireOptions,
  texts,
} from "./arguments.ts";
import { CLI_METHODS } from "./methods.ts";
import { untilStopped } from "./until_stopped.ts";

/** What the command line asks for, as it is parsed. */
export interface RetrainRequest {
  readonly folder: string;
  readonly shard?: string;
  readonly experiment: string;
  readonly methods: readonly string[];
  readonly model: string;
  readonly data: string;
  readonly trainingFiles?: readonly string[];
  readonly testFiles?: readonly string[];
  readonly size: number;
  readonly training?: number;
  readonly test?: number;
  readonly fractions: readonly number[];
  readonly runs: number;
  readonly fill: NonNullable<RetrainingOptions["fill"]>;
  readonly seed: number;
  readonly network: string;
  readonly width: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly backend?: BackendName;
}

const EXPERIMENTS: Readonly<Record<string, typeof removeAndRetrain>> = {
  remove: removeAndRetrain,
  keep: keepAndRetrain,
};

/** Five convolutions, which learn our own images in seconds. */
const SMALL: VggPlan = [8, "M", 16, "M", 32, "M", 64, "M", 64];

type Network = NonNullable<RetrainerOptions["network"]>;

/** The networks that can be trained, of a width. */
const NETWORKS: Readonly<Record<string, (width: number) => Network>> = {
  small: (width) => (options) => vgg9({ ...options, width, plan: SMALL }),
  vgg9: (width) => (options) => vgg9({ ...options, width }),
  resNet8: (width) => (options) => resNet8({ ...options, width }),
};

type ReadFiles = (
  files: readonly string[],
  request: RetrainRequest,
) => Promise<Dataset>;

/** The kinds of files that images can lie in. */
const DATASETS: Readonly<Record<string, ReadFiles | undefined>> = {
  shapes: undefined,
  cifar10: (files) => loadCifar10(files),
  cifar100: (files) => loadCifar100(files),
  folder: async ([folder, ...others], { size }) => {
    if (others.length === 0) return await loadImageFolder(folder!, { size });
    throw new RangeError(
      `Cannot read folders of images as there must be one, with a folder for each class: current number is ${
        others.length + 1
      }`,
    );
  },
};

/** Seeds of our own images: those of the embedded network's are 1 and 2. */
const SEEDS = { training: 21, test: 22 } as const;

/** How many of our own images, where nothing is said. */
const SIZES = { training: 1000, test: 300 } as const;

const CLUSTER = `
An array job on a cluster (Slurm, Kubernetes), or processes side by side:

  sbatch --array=1-60 --wrap 'deno task retrain --folder R --shard $SLURM_ARRAY_TASK_ID/60'
  deno task retrain --folder R --shard $((JOB_COMPLETION_INDEX + 1))/60
  parallel -j 2 deno task retrain --folder R --shard {}/60 ::: $(seq 60)

Then \`deno task merge\` makes the table; where the parts share no folder, it joins theirs.`;

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
      "where results and maps go; a job that was stopped goes on there",
    )
    .option("--shard <i/n>", "do the i-th of n parts only")
    .addOption(
      new Option("--experiment <name>", "remove or keep")
        .choices(Object.keys(EXPERIMENTS)).default("remove"),
    )
    .option(
      "--methods <a,b,…>",
      `of ${Object.keys(CLI_METHODS).join(", ")}`,
      namesOf(CLI_METHODS),
      ["fullGrad", "inputGradient", "gradCam"],
    )
    .option("--model <m>", "the network that explains", "shapes_vgg9")
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
      "shares of the pixels that are removed",
      numbers,
      [0.1, 0.3, 0.5, 0.7, 0.9],
    )
    .option(
      "--runs <n>",
      "networks for each method and share",
      integer(1),
      3,
    )
    .addOption(
      new Option("--fill <name>", "what takes the place of removed pixels")
        .choices(["mean", "black", "blur", "road"]).default("mean"),
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
    .option("--epochs <n>", "how long it is trained", integer(1), 5)
    .option("--batch-size <n>", "images in a step", integer(1), 32)
    .option(
      "--backend <name>",
      "webgpu, fullgrad-wasm, wasm or cpu (default: the fastest here)",
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
    : parseShard(request.shard);
  const { reason } = await startBackend(request.backend);
  console.log(reason);
  const model = await loadModel(request.model);
  const data = await requestedData(request);
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

/** The images to train on and to test on. */
export async function requestedData(
  request: RetrainRequest,
): Promise<RetrainingData> {
  const { data, trainingFiles, testFiles } = request;
  const read = DATASETS[data];
  if (read === undefined) {
    if (trainingFiles ?? testFiles) {
      throw new RangeError(
        `Cannot read the images as --data must say what lies in the files, one of ${
          Object.keys(DATASETS).filter((name) => name !== data).join(", ")
        }: current value is ${data}`,
      );
    }
    const { training = SIZES.training, test = SIZES.test } = request;
    return {
      training: shapesDataset({ seed: SEEDS.training, size: training }),
      test: shapesDataset({ seed: SEEDS.test, size: test }),
    };
  }
  if (trainingFiles === undefined || testFiles === undefined) {
    throw new RangeError(
      `Cannot read the images as --data ${data} must come with --training-files and --test-files`,
    );
  }
  return {
    training: first(await read(trainingFiles, request), request.training),
    test: first(await read(testFiles, request), request.test),
  };
}

function first(dataset: Dataset, count = dataset.size): Dataset {
  return count >= dataset.size
    ? dataset
    : subset(dataset, [...Array(count).keys()]);
}

/** What trains the networks. */
export function requestedRetrainer(request: RetrainRequest): Retrainer {
  const { network, width, epochs, batchSize } = request;
  return retrainer({
    name: `${network} × ${width}`,
    network: NETWORKS[network]!(width),
    optimizer: { kind: "adam" },
    epochs,
    batchSize,
  });
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
