/**
 * What a step of a training costs, beside PyTorch where Python has it:
 *
 * `deno run -A tests/bench/training/bench_training.ts [--steps 10] [--batch 64] [--threads 2]`
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { findPeer, PEER_HINT } from "../find_peer.ts";
import { formatTable } from "../format_table.ts";
import { runJson, runModule } from "../run_json.ts";
import type { TrainingCase, TrainingMeasurement } from "./training_case.ts";

const CASES = [
  { network: "vgg9", width: 0.25 },
  { network: "vgg9", width: 1 },
  { network: "resNet8", width: 1 },
] as const;
const BACKENDS = ["fullgrad-wasm", "wasm"] as const;
const PEER = fileURLToPath(new URL("./peer_training.py", import.meta.url));
const HEADER = [
  "network",
  "width",
  "where",
  "ms a step",
  "CPU ms",
  "peak MB",
  "× PyTorch",
  "× its CPU",
] as const;

const { values } = parseArgs({
  options: {
    steps: { type: "string", default: "10" },
    batch: { type: "string", default: "64" },
    threads: { type: "string", default: "2" },
  },
});
const python = await findPeer();
const rows: (readonly string[])[] = [];
for (const { network, width } of CASES) {
  const asked = {
    network,
    width,
    batch: Number(values.batch),
    steps: Number(values.steps),
    threads: Number(values.threads),
  };
  const peer = python === undefined
    ? undefined
    : await runJson<TrainingMeasurement>(python, [PEER, JSON.stringify(asked)]);
  if (peer) rows.push(rowOf(asked, "PyTorch", peer, peer));
  for (const backend of BACKENDS) {
    console.error(`${network}, width ${width}, ${backend} …`);
    const ours = await runModule<TrainingMeasurement>(
      new URL("./measure_training.ts", import.meta.url).href,
      [JSON.stringify({ ...asked, backend } satisfies TrainingCase)],
    );
    rows.push(rowOf(asked, backend, ours, peer));
  }
}
console.log(
  `Batches of ${values.batch} images of 32×32, medians of ${values.steps} steps; PyTorch and fullgrad-wasm on ${values.threads} threads.${
    python ? "" : ` ${PEER_HINT}.`
  }\n`,
);
console.log(formatTable([HEADER, ...rows]));

function rowOf(
  { network, width }: Pick<TrainingCase, "network" | "width">,
  where: string,
  { ms, cpuMs, peakBytes }: TrainingMeasurement,
  peer: TrainingMeasurement | undefined,
): readonly string[] {
  return [
    network,
    `${width}`,
    where,
    ms.toFixed(0),
    cpuMs.toFixed(0),
    (peakBytes / 1e6).toFixed(0),
    peer ? (ms / peer.ms).toFixed(2) : "-",
    peer ? (cpuMs / peer.cpuMs).toFixed(2) : "-",
  ];
}
