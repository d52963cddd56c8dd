import { parseArgs } from "node:util";
import type { BackendName } from "../../lib/backend/mod.ts";
import { NETWORKS } from "./networks/mod.ts";

/** What `deno task bench` was asked for. */
export interface BenchOptions {
  readonly networks: readonly string[];
  readonly batches: readonly number[];
  readonly runs: number;
  readonly backend: BackendName;
  readonly threads: number;
  readonly peer: boolean;
  readonly startUp: boolean;
  readonly json: boolean;
  /** A file that `--json` wrote, whose ratios are compared with. */
  readonly compare: string | undefined;
  readonly help: boolean;
}

const BACKENDS: readonly BackendName[] = [
  "fullgrad-wasm",
  "wasm",
  "webgpu",
  "cpu",
];

export const USAGE = `Times FullGrad on networks with random weights.

  deno task bench [options]

  --networks A,B    of ${[...NETWORKS.keys()].join(", ")}    (default: all)
  --batch N,M       images a call                                (default: 1,8)
  --runs N          rounds a median is taken of                  (default: 5)
  --backend NAME    of ${BACKENDS.join(", ")}    (default: fullgrad-wasm)
  --threads N       of fullgrad-wasm and of the peers            (default: 2)
  --no-peer         without other software beside it
  --no-start-up     without the time to the first heatmap
  --json            print JSON instead of tables
  --compare FILE    say which ratios became worse than in what --json wrote,
                    such as tests/bench/baseline.json
`;

const STRING = { type: "string" } as const;
const FLAG = { type: "boolean", default: false } as const;

/**
 * The options that a command line stands for.
 *
 * @throws {TypeError} If there is no such flag.
 * @throws {RangeError} If a value is not valid.
 */
export function benchOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      networks: { ...STRING, default: [...NETWORKS.keys()].join(",") },
      batch: { ...STRING, default: "1,8" },
      runs: { ...STRING, default: "5" },
      backend: { ...STRING, default: "fullgrad-wasm" },
      threads: { ...STRING, default: "2" },
      "no-peer": FLAG,
      "no-start-up": FLAG,
      json: FLAG,
      compare: STRING,
      help: FLAG,
    },
  });
  return {
    networks: values.networks.split(",").map(network),
    batches: values.batch.split(",").map((text) => count("--batch", text)),
    runs: count("--runs", values.runs),
    backend: backend(values.backend),
    threads: count("--threads", values.threads),
    peer: !values["no-peer"],
    startUp: !values["no-start-up"],
    json: values.json,
    compare: values.compare,
    help: values.help,
  };
}

function network(name: string): string {
  if (NETWORKS.has(name)) return name;
  throw new RangeError(
    `Cannot time a network as it must be one of ${
      [...NETWORKS.keys()].join(", ")
    }: current value is ${JSON.stringify(name)}`,
  );
}

function backend(name: string): BackendName {
  const known = BACKENDS.find((backend) => backend === name);
  if (known !== undefined) return known;
  throw new RangeError(
    `Cannot take a backend as it must be one of ${
      BACKENDS.join(", ")
    }: current value is ${JSON.stringify(name)}`,
  );
}

function count(flag: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new RangeError(
    `Cannot take ${flag} as it must be a positive integer: current value is ${
      JSON.stringify(text)
    }`,
  );
}
