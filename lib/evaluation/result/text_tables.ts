import { DataTable } from "../../display/mod.ts";
import type { Interval } from "../statistics/mod.ts";
import type { Measure } from "./evaluation_data.ts";
import type { PairedComparison } from "./paired.ts";
import { pWords } from "./words.ts";

/** The means of all methods by one measure, the best first. */
export interface Scores {
  readonly measure: Measure;
  readonly means: readonly (Interval & { readonly name: string })[];
}

/** The means of methods as a notebook shows them. */
export function scoresTable(scores: readonly Scores[]): DataTable {
  return new DataTable({
    columns: [
      { name: "method", meaning: "name of the method or control" },
      { name: "measure", meaning: "what is measured, and which way is better" },
      { name: "mean", meaning: "mean over images" },
      ...ENDS,
      { name: "n", meaning: "images or repeats with a number" },
    ],
    rows: scores.flatMap(({ measure: { name, better }, means }) =>
      means.map(({ name: method, mean, low, high, n }) => [
        method,
        `${name}, ${better} is better`,
        mean,
        finite(low),
        finite(high),
        n,
      ])
    ),
  });
}

/**
 * Pairs as a notebook shows them: what is read of them, without all columns.
 *
 * @param won What a method is where it wins.
 */
export function pairsTable(
  pairs: readonly PairedComparison[],
  won: string,
): DataTable {
  return new DataTable({
    columns: [
      { name: "minus", meaning: "what is taken away" },
      { name: "measure", meaning: "what is compared" },
      { name: "difference", meaning: "mean of the method minus this one" },
      ...ENDS,
      { name: `${won} on`, meaning: "how many of the n that both have" },
      { name: "equal on", meaning: "how many of the n that both have" },
      { name: "n", meaning: "images, or repeats of one, that both have" },
      { name: "p", meaning: "by Holm, over the pairs of a measure" },
    ],
    rows: pairs.map((pair) => [
      pair.b,
      pair.measure,
      pair.mean,
      finite(pair.low),
      finite(pair.high),
      pair.wins,
      pair.ties,
      pair.n,
      pair.over === "nothing" ? "" : pWords(pair).replace(/^p (= )?/, ""),
    ]),
  });
}

const ENDS = [
  { name: "from", meaning: "lower end of the 95 % interval" },
  { name: "to", meaning: "upper end of the 95 % interval" },
] as const;

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
