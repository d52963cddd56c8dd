/**
 * Counts which networks of a census are read, by the names of their operators:
 * `deno task census FILE` with a file as `onnx_census.json` is.
 *
 * @module
 */
import { FOLDS } from "../../../lib/model/formats/onnx/folds/mod.ts";
import { OPERATORS } from "../../../lib/model/formats/onnx/operators/mod.ts";

/** A network of the census, with how often each operator stands in it. */
export interface CensusNetwork {
  readonly name: string;
  readonly operators: Readonly<Record<string, number>>;
}

/** What of a census is read. */
export interface CensusCount {
  readonly networks: number;
  readonly read: number;
  /** Operators that are not read, with the number of networks that need each. */
  readonly missing: readonly (readonly [operator: string, networks: number])[];
  /** The networks that are not read, with what each lacks. */
  readonly unread: readonly {
    readonly name: string;
    readonly sort: string;
    readonly lacking: readonly string[];
  }[];
}

/** Operators of transformers, to which another count belongs. */
export const TRANSFORMER_OPERATORS: readonly string[] = [
  "MatMul",
  "Softmax",
  "LayerNormalization",
  "Erf",
];

/**
 * Operators that are read only where they are computed when the network is
 * loaded, of shapes and of constants; `If` where its condition is.
 */
export const FOLDED_ONLY: readonly string[] = [
  ...Object.keys(FOLDS).filter((name) => !Object.hasOwn(OPERATORS, name)),
  "If",
].toSorted();

/** How many networks have only operators that are read. */
export function countCensus(networks: readonly CensusNetwork[]): CensusCount {
  const isRead = (operator: string) =>
    Object.hasOwn(OPERATORS, operator) || FOLDED_ONLY.includes(operator);
  const missing = new Map<string, number>();
  const unread = networks.flatMap(({ name, operators }) => {
    const lacking = Object.keys(operators).filter((name) => !isRead(name));
    return lacking.length === 0
      ? []
      : [{ name, sort: sortOf(operators), lacking }];
  });
  for (const name of unread.flatMap(({ lacking }) => lacking)) {
    missing.set(name, (missing.get(name) ?? 0) + 1);
  }
  return {
    networks: networks.length,
    read: networks.length - unread.length,
    missing: [...missing].sort(([, a], [, b]) => b - a),
    unread,
  };
}

/** What the operators of a network say that it is, if not a classifier. */
const SORTS: Readonly<Record<string, readonly string[]>> = {
  recurrent: ["LSTM", "GRU", "RNN", "Scan"],
  detector: ["RoiAlign", "NonMaxSuppression", "TopK"],
};

function sortOf(operators: CensusNetwork["operators"]): string {
  const sort = Object.entries(SORTS).find(([, names]) =>
    names.some((name) => Object.hasOwn(operators, name))
  );
  return sort?.[0] ?? "other";
}

/** The networks without operators of transformers. */
export function convolutional(
  networks: readonly CensusNetwork[],
): readonly CensusNetwork[] {
  return networks.filter(({ operators }) =>
    !TRANSFORMER_OPERATORS.some((name) => Object.hasOwn(operators, name))
  );
}

if (import.meta.main) {
  const [path] = Deno.args;
  if (path === undefined) {
    console.error("usage: deno task census FILE");
    Deno.exit(1);
  }
  const all: readonly CensusNetwork[] = JSON.parse(
    await Deno.readTextFile(path),
  );
  console.log(
    `Read only where they are computed when the network is loaded:\n  ${
      FOLDED_ONLY.join(", ")
    }\n`,
  );
  const groups = [
    [`without ${TRANSFORMER_OPERATORS.join(", ")}`, convolutional(all)],
    ["all", all],
  ] as const;
  for (const [name, networks] of groups) {
    const { read, missing, unread, networks: count } = countCensus(networks);
    console.log(
      `${name}: ${read} of ${count} (${(100 * read / count).toFixed(1)} %)`,
    );
    for (const [operator, lacking] of missing) {
      console.log(`  ${operator} is missing in ${lacking}`);
    }
    for (const { name, sort, lacking } of unread) {
      console.log(`  ${name} (${sort}) lacks ${lacking.join(", ")}`);
    }
  }
}
