/**
 * `deno run -A lib/cli/retrain.ts`: remove and retrain, or keep and retrain, as
 * a job that can be stopped, goes on where it was, and can be shared by many
 * processes.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { CLI_METHODS } from "./methods.ts";
import { retrainRequested } from "./retrain_requested.ts";

const METHOD_LINES = Object.keys(CLI_METHODS)
  .map((name) => `                         ${name}`)
  .join("\n");

const USAGE =
  `Trains networks on images without their most salient pixels (ROAR), or without
their least salient ones (KAR), and measures how right they are.

  deno run -A lib/cli/retrain.ts --folder DIR [options]

  --folder DIR         where results and maps go; a job that was stopped goes on there
  --shard I/N          do the I-th of N parts only; parts with one folder share the work
  --experiment E       remove or keep                        (default: remove)
  --methods A,B,…      (default: fullGrad,inputGradient,gradCam), of
${METHOD_LINES}
  --model M            the network that explains             (default: shapes_vgg9)
  --training-files F,… CIFAR-10's binary files               (default: images of our own)
  --test-files F,…     the same for the test images
  --training N         how many training images              (default: 1000)
  --test N             how many test images                  (default: 300)
  --fractions A,B,…    shares of pixels that are removed     (default: 0.1,0.3,0.5,0.7,0.9)
  --runs N             networks for each method and share    (default: 3)
  --fill F             mean, black, blur or road             (default: mean)
  --seed N             chooses all that is random            (default: 0)
  --network N          small, vgg9 or resNet8                (default: small)
  --width W            factor on the filters of the network  (default: 1)
  --epochs N                                                 (default: 5)
  --batch-size N                                             (default: 32)
  --backend B          webgpu, wasm or cpu                   (default: the fastest here)

An array job on a cluster (Slurm, Kubernetes), or processes side by side:

  sbatch --array=1-60 --wrap 'deno run -A lib/cli/retrain.ts --folder R --shard $SLURM_ARRAY_TASK_ID/60'
  deno run -A lib/cli/retrain.ts --folder R --shard $((JOB_COMPLETION_INDEX + 1))/60
  parallel -j 2 deno run -A lib/cli/retrain.ts --folder R --shard {}/60 ::: $(seq 60)

Then lib/cli/merge.ts makes the table; where the parts share no folder, it joins theirs.
`;

const STRING = { type: "string" } as const;
const OPTIONS = {
  folder: STRING,
  shard: STRING,
  experiment: STRING,
  methods: STRING,
  model: STRING,
  "training-files": STRING,
  "test-files": STRING,
  training: STRING,
  test: STRING,
  fractions: STRING,
  runs: STRING,
  fill: STRING,
  seed: STRING,
  network: STRING,
  width: STRING,
  epochs: STRING,
  "batch-size": STRING,
  backend: STRING,
  help: { type: "boolean" },
} as const;

try {
  const { values } = parseArgs({ args: Deno.args, options: OPTIONS });
  if (values.help) {
    console.log(USAGE);
  } else if (values.folder === undefined) {
    console.error(`Cannot retrain as --folder must be given\n\n${USAGE}`);
    Deno.exitCode = 2;
  } else {
    await retrainRequested({ ...values, folder: values.folder });
  }
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  console.error(message.replaceAll(/\s*\n\s*/g, " "));
  Deno.exitCode = 1;
}
