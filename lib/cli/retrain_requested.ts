import { join } from "node:path";
import { type BackendName, startBackend } from "../backend/mod.ts";
import { htmlPage } from "../display/mod.ts";
import {
  keepAndRetrain,
  mergeResults,
  parseShard,
  removeAndRetrain,
  type RetrainingCurves,
  type RetrainingOptions,
} from "../evaluation/mod.ts";
import { loadModel } from "../model/mod.ts";
import { choice } from "./choice.ts";
import { CLI_METHODS } from "./methods.ts";
import { numbers } from "./numbers.ts";
import { type DataRequest, requestedData } from "./requested_data.ts";
import {
  requestedRetrainer,
  type TrainingRequest,
} from "./requested_retrainer.ts";

/** What the command line asks for. */
export interface RetrainRequest extends DataRequest, TrainingRequest {
  readonly folder: string;
  readonly shard?: string | undefined;
  readonly experiment?: string | undefined;
  readonly methods?: string | undefined;
  readonly model?: string | undefined;
  readonly fractions?: string | undefined;
  readonly runs?: string | undefined;
  readonly fill?: string | undefined;
  readonly seed?: string | undefined;
  readonly backend?: string | undefined;
}

const EXPERIMENTS: Readonly<Record<string, typeof removeAndRetrain>> = {
  remove: removeAndRetrain,
  keep: keepAndRetrain,
};

/** What ends a job: a hand, or a scheduler when the time is up. */
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGINT", "SIGTERM"];

/**
 * Runs the experiment or a shard of it, prints a line for every training, and
 * writes the table and the figure of what is finished.
 */
export async function retrainRequested(request: RetrainRequest): Promise<void> {
  const { experiment = "remove", folder } = request;
  const retrain = choice("experiment", experiment, EXPERIMENTS);
  const controller = new AbortController();
  const options = optionsOf(request, controller.signal);
  const stop = () =>
    controller.abort(new Error("Stopped: the same command goes on from here"));
  const { reason } = await startBackend(request.backend as BackendName);
  console.log(reason);
  const model = await loadModel(request.model ?? "shapes_vgg9");
  const data = await requestedData(request);
  for (const signal of SIGNALS) Deno.addSignalListener(signal, stop);
  try {
    const curves = await retrain(model, data, options);
    if (curves.missing === 0) await writeReport(curves, folder, experiment);
    else console.log(`${curves.missing} trainings are left to other shards`);
  } finally {
    for (const signal of SIGNALS) Deno.removeSignalListener(signal, stop);
  }
}

function optionsOf(
  request: RetrainRequest,
  signal: AbortSignal,
): RetrainingOptions {
  const { folder, fractions, runs, seed, fill, shard } = request;
  const methods = request.methods ?? "fullGrad,inputGradient,gradCam";
  return {
    folder,
    methods: Object.fromEntries(
      methods.split(",").map((
        name,
      ) => [name, choice("methods", name, CLI_METHODS)]),
    ),
    retrainer: requestedRetrainer(request),
    signal,
    onProgress: (done, total) => console.log(`training ${done} of ${total}`),
    ...(shard !== undefined && { shard: parseShard(shard) }),
    ...(fractions !== undefined &&
      { fractions: numbers("fractions", fractions) }),
    ...(runs !== undefined && { runs: numbers("runs", runs)[0]! }),
    ...(seed !== undefined && { seed: numbers("seed", seed)[0]! }),
    ...(fill !== undefined && { fill: fill as "mean" }),
  };
}

async function writeReport(
  curves: RetrainingCurves,
  folder: string,
  experiment: string,
): Promise<void> {
  const page = join(folder, `${experiment}.html`);
  await Deno.writeTextFile(
    page,
    await htmlPage(curves.title, [{
      figure: curves.figure(),
      text: curves.text,
    }]),
  );
  const tables = await mergeResults([folder], folder);
  console.log(
    `wrote ${page} and ${tables.map(({ csv }) => csv).join(", ")}`,
  );
}
