/**
 * What a step of a training costs, beside PyTorch where Python has it:
 *
 * `deno run -A tests/bench/training/bench_training.ts [--rounds 7] [--batch 64] [--threads 2]`
 *
 * @module
 */
import { median } from "d3-array";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { findPeer, PEER_ENVIRONMENT, PEER_HINT } from "../find_peer.ts";
import { formatTable } from "../format_table.ts";
import { type Answers, interleave, type Participant } from "../interleave.ts";
import { type Failure, isFailure } from "../measurement.ts";
import { ratioOf, ratioText } from "../ratio.ts";
import { moduleArguments } from "../run_json.ts";
import type { TrainingCase, TrainingFootprint } from "./training_case.ts";

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
] as const;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "7" },
    batch: { type: "string", default: "64" },
    threads: { type: "string", default: "2" },
  },
});
const python = await findPeer();
const rows: (readonly string[])[] = [];
for (const { network, width } of CASES) {
  console.error(`${network}, width ${width} …`);
  const asked = {
    network,
    width,
    batch: Number(values.batch),
    threads: Number(values.threads),
  };
  const answers = await interleave({
    ...python && { PyTorch: peer(python, JSON.stringify(asked)) },
    ...Object.fromEntries(
      BACKENDS.map((backend) => [backend, ours({ ...asked, backend })]),
    ),
  }, Number(values.rounds));
  for (const [where, answer] of Object.entries(answers)) {
    const name = [network, String(width), where];
    rows.push([...name, ...cellsOf(answer, answers.PyTorch)]);
  }
}
console.log(
  `Batches of ${values.batch} images of 32×32; PyTorch and fullgrad-wasm on ${values.threads} threads. Medians of rounds that take turns; quotients with their 95 % intervals.${
    python ? "" : ` ${PEER_HINT}.`
  }\n`,
);
console.log(formatTable([HEADER, ...rows]));

function peer(command: string, asked: string): Participant {
  return { command, args: [PEER, asked], env: PEER_ENVIRONMENT };
}

function ours(asked: TrainingCase): Participant {
  const { href } = new URL("./measure_training.ts", import.meta.url);
  return {
    command: Deno.execPath(),
    args: moduleArguments(href, [JSON.stringify(asked)]),
  };
}

function cellsOf(
  answer: Answers | Failure,
  peer: Answers | Failure | undefined,
): readonly string[] {
  if (isFailure(answer)) return [`failed: ${answer.error}`];
  const { cpuMs, peakBytes } = answer.summary as TrainingFootprint;
  const times = stepsOf(answer);
  return [
    median(times)!.toFixed(0),
    cpuMs.toFixed(0),
    (peakBytes / 1e6).toFixed(0),
    peer === undefined || isFailure(peer)
      ? "-"
      : ratioText(ratioOf(times, stepsOf(peer))),
  ];
}

function stepsOf({ rounds }: Answers): readonly number[] {
  return rounds.map(({ step }) => step!);
}
