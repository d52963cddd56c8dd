/**
 * How many images a second pixel perturbation takes, FullGrad's maps included,
 * beside the same in PyTorch where Python has it:
 *
 * `deno run -A tests/bench/perturbation/bench_perturbation.ts [--images 200] [--threads 2]`
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { findPeer, PEER_HINT } from "../find_peer.ts";
import { formatTable } from "../format_table.ts";
import { runJson, runModule } from "../run_json.ts";

/** What is measured in a process of its own. */
export interface PerturbationCase {
  readonly images: number;
  readonly threads: number;
  /** What is removed, the least salient first. */
  readonly fractions: readonly number[];
}

/** What a process says of itself. */
export interface PerturbationMeasurement {
  readonly seconds: number;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      images: { type: "string", default: "200" },
      threads: { type: "string", default: "2" },
    },
  });
  const asked: PerturbationCase = {
    images: Number(values.images),
    threads: Number(values.threads),
    fractions: [0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1],
  };
  const text = JSON.stringify(asked);
  const ours = await runModule<PerturbationMeasurement>(
    new URL("./measure_perturbation.ts", import.meta.url).href,
    [text],
  );
  const python = await findPeer();
  const peer = python && await runJson<PerturbationMeasurement>(python, [
    fileURLToPath(new URL("./peer_perturbation.py", import.meta.url)),
    text,
  ]);
  const row = (name: string, { seconds }: PerturbationMeasurement) => [
    name,
    (asked.images / seconds).toFixed(0),
    (1000 * seconds / asked.images).toFixed(1),
  ];
  console.log(
    `${asked.images} images of 64×64, FullGrad and the random control, ${asked.fractions.length} fractions, ${asked.threads} threads.${
      peer ? "" : ` ${PEER_HINT}`
    }\n`,
  );
  console.log(formatTable([
    ["", "images a second", "ms an image"],
    row("fullgrad-wasm", ours),
    ...(peer ? [row("PyTorch", peer)] : []),
  ]));
}
