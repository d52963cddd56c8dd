/**
 * How many images a second pixel perturbation takes, FullGrad's maps included,
 * beside the same in PyTorch where Python has it:
 *
 * `deno run -A tests/bench/perturbation/bench_perturbation.ts [--images 50] [--rounds 7] [--threads 2]`
 *
 * @module
 */
import { median } from "d3-array";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { findPeer, PEER_ENVIRONMENT, PEER_HINT } from "../find_peer.ts";
import { formatTable } from "../format_table.ts";
import { type Answers, interleave } from "../interleave.ts";
import { type Failure, isFailure } from "../measurement.ts";
import { ratioOf, ratioText } from "../ratio.ts";
import { moduleArguments } from "../run_json.ts";

/** What is measured in a process of its own. */
export interface PerturbationCase {
  readonly images: number;
  readonly threads: number;
  /** What is removed, the least salient first. */
  readonly fractions: readonly number[];
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      images: { type: "string", default: "50" },
      rounds: { type: "string", default: "7" },
      threads: { type: "string", default: "2" },
    },
  });
  const asked: PerturbationCase = {
    images: Number(values.images),
    threads: Number(values.threads),
    fractions: [0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1],
  };
  const text = JSON.stringify(asked);
  const python = await findPeer();
  const ours = new URL("./measure_perturbation.ts", import.meta.url).href;
  const peer = new URL("./peer_perturbation.py", import.meta.url);
  const answers = await interleave({
    "fullgrad-wasm": {
      command: Deno.execPath(),
      args: moduleArguments(ours, [text]),
    },
    ...python && {
      PyTorch: {
        command: python,
        args: [fileURLToPath(peer), text],
        env: PEER_ENVIRONMENT,
      },
    },
  }, Number(values.rounds));
  console.log(
    `Rounds of ${asked.images} images of 64×64 that take turns, FullGrad and the random control, ${asked.fractions.length} fractions, ${asked.threads} threads.${
      python ? "" : ` ${PEER_HINT}`
    }\n`,
  );
  console.log(formatTable([
    ["", "images a second", "ms an image", "time / PyTorch's"],
    ...Object.entries(answers).map(([name, answer]) => [
      name,
      ...cellsOf(answer, answers.PyTorch, asked.images),
    ]),
  ]));
}

function cellsOf(
  answer: Answers | Failure,
  peer: Answers | Failure | undefined,
  images: number,
): readonly string[] {
  if (isFailure(answer)) return [`failed: ${answer.error}`];
  const times = timesOf(answer);
  const ms = median(times)! / images;
  return [
    (1000 / ms).toFixed(0),
    ms.toFixed(1),
    peer === undefined || isFailure(peer)
      ? "-"
      : ratioText(ratioOf(times, timesOf(peer))),
  ];
}

function timesOf({ rounds }: Answers): readonly number[] {
  return rounds.map(({ perturbation }) => perturbation!);
}
