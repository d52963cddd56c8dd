import { type Figure, matrixFigure } from "../../display/mod.ts";
import type { EvaluationData } from "../result/mod.ts";
import type { Interval } from "../statistics/mod.ts";
import type { RankAgreement } from "./rank_agreement.ts";

/** A method under a measure. */
export interface MeasuredMethod extends Interval {
  /** Name of the method or control. */
  readonly method: string;
  /** Name of the measure. */
  readonly measure: string;
  /**
   * Its place by the mean over images, 1 being the best, among methods and
   * controls; equal means share the mean of their places. `undefined` of a measure
   * that speaks for no method, and without a number.
   */
  readonly rank: number | undefined;
}

/** A row a method, a column a measure that speaks for or against methods. */
export function ranksFigure(
  { methods, measures, images: { names } }: EvaluationData,
  ranks: readonly MeasuredMethod[],
): Figure {
  const judging = measures.filter(({ better }) => better);
  const rankOf = new Map(
    ranks.map(({ method, measure, rank }) => [
      JSON.stringify([method, measure]),
      rank,
    ]),
  );
  return matrixFigure(
    methods.map((method) =>
      judging.map((measure) =>
        rankOf.get(JSON.stringify([method.name, measure.name])) ?? NaN
      )
    ),
    {
      title: "Rank of each method under each measure",
      subtitle: `1 is the best; by means over ${names.length} ${
        names.length === 1 ? "image" : "images"
      }; * control`,
      rows: methods.map(({ name, control }) => control ? `${name} *` : name),
      columns: judging.map(({ name }) => name),
      meaning: "rank",
      range: [1, Math.max(2, methods.length)],
      colors: "cividis",
    },
  );
}

/** Every two measures as a matrix. */
export function agreementFigure(
  names: readonly string[],
  pairs: readonly RankAgreement[],
  together: Interval,
): Figure {
  const tau = new Map(
    pairs.flatMap(({ a, b, mean }) => [
      [JSON.stringify([a, b]), mean] as const,
      [JSON.stringify([b, a]), mean] as const,
    ]),
  );
  return matrixFigure(
    names.map((row) =>
      names.map((column) =>
        row === column ? 1 : tau.get(JSON.stringify([row, column]))!
      )
    ),
    {
      title: "How alike measures rank the methods",
      subtitle: `Kendall's τ-b, mean over images; of all together W = ${
        concordanceWords(together)
      }, ${(1 / names.length).toFixed(2)} being none`,
      rows: names,
      columns: names,
      meaning: "τ-b",
      range: [-1, 1],
    },
  );
}

/** Kendall's W with its interval and n in words; that there is none of one. */
export function concordanceWords({ mean, low, high, n }: Interval): string {
  if (n === 0) return "no number: on no image all order the methods";
  return `${mean.toFixed(2)} (${
    n < 2
      ? `n = ${n}: no interval`
      : `${low.toFixed(2)} to ${high.toFixed(2)}, n = ${n}`
  })`;
}
