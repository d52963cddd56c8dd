import type { Evaluation, PairedComparison } from "../evaluation/mod.ts";

/** A p below this counts, after Holm's correction. */
export const ALPHA = 0.05;

/** A table in Markdown. */
export function markdownTable(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(columns), line(columns.map(() => "---")), ...rows.map(line)]
    .join("\n");
}

/** A list in Markdown. */
export function markdownList(lines: readonly string[]): string {
  return lines.map((line) => `* ${line}`).join("\n");
}

/** A number in three digits, with a true minus sign. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const text = Math.abs(value) >= 100
    ? value.toFixed(0)
    : Math.abs(value) < 1
    ? value.toFixed(3)
    : value.toPrecision(3);
  return text.replace("-", "−");
}

/** A mean with its 95 % interval. */
export function intervalCell(
  { mean, low, high }: {
    readonly mean: number;
    readonly low: number;
    readonly high: number;
  },
): string {
  return Number.isFinite(low)
    ? `${digits(mean)} (${digits(low)} to ${digits(high)})`
    : digits(mean);
}

/** The p of a pair, corrected. */
export function pCell(p: number): string {
  if (!Number.isFinite(p)) return "no p";
  return p < 0.001 ? "p < .001" : `p = ${p.toFixed(3).replace(/^0/, "")}`;
}

/** A paired difference: interval, wins and Holm's p. */
export function pairCell(pair: PairedComparison): string {
  return `${intervalCell(pair)}; ${pair.wins} of ${pair.n}; ${
    pCell(pair.correctedP)
  }`;
}

/** How a method does against others by one measure, after Holm's correction. */
export interface Standing {
  /** The others that it is better than. */
  readonly beaten: readonly string[];
  /** The others that are better than it. */
  readonly better: readonly string[];
  /** The others of which neither is shown. */
  readonly open: readonly string[];
  /** How many images, or repeats. */
  readonly n: number;
}

/**
 * Which of some others a method is better than, and which are better than it:
 * paired on the same images, Holm's p below 0.05.
 */
export function standing(
  evaluation: Evaluation,
  method: string,
  measure: string,
  pairs: readonly PairedComparison[] = evaluation.pairedWith(
    method,
    undefined,
    { measure },
  ),
): Standing {
  const lower = evaluation.data.measures
    .find(({ name }) => name === measure)?.better === "lower";
  const shown = pairs.filter(({ correctedP }) => correctedP < ALPHA);
  const isBetter = ({ mean }: PairedComparison) => lower ? mean < 0 : mean > 0;
  const names = (some: readonly PairedComparison[]) => some.map(({ b }) => b);
  return {
    beaten: names(shown.filter(isBetter)),
    better: names(shown.filter((pair) => !isBetter(pair))),
    open: names(pairs.filter((pair) => !shown.includes(pair))),
    n: Math.min(...pairs.map(({ n }) => n)),
  };
}

/** A standing in words. */
export function standingText(
  { beaten, better, open, n }: Standing,
): string {
  const list = (names: readonly string[]) =>
    names.length === 0 ? "none" : names.join(", ");
  return `better than ${list(beaten)}; worse than ${
    list(better)
  }; not told from ${list(open)} (n = ${n})`;
}

/** A measure of a series, a column of tables. */
export interface ComparedMeasure {
  /** What stands above the column. */
  readonly title: string;
  readonly evaluation: Evaluation;
  readonly measure: string;
}

/** A heading, how many images there are, and FullGrad against each other. */
export function comparisonSection(
  title: string,
  evaluation: Evaluation,
  measures: readonly string[],
): string {
  return [
    `### ${title}`,
    `n = ${evaluation.data.images.names.length} images.`,
    comparison(
      "FullGrad",
      measures.map((measure) => ({ title: measure, evaluation, measure })),
    ),
  ].join("\n\n");
}

/**
 * Means with their intervals, then one method less each other, paired, then which
 * are told apart: of several measures side by side, as Markdown.
 */
export function comparison(
  method: string,
  columns: readonly ComparedMeasure[],
): string {
  const names = [
    ...new Set(
      columns.flatMap(({ evaluation }) =>
        evaluation.data.methods.map(({ name }) => name)
      ),
    ),
  ];
  const titles = columns.map(({ title }) => title);
  const pairs = columns.map(({ evaluation, measure }) =>
    evaluation.pairedWith(method, undefined, { measure })
  );
  const isJudged = ({ evaluation: { data }, measure }: ComparedMeasure) =>
    data.measures.find(({ name }) => name === measure)!.better !== undefined;
  return [
    "Means with their 95 % intervals:",
    markdownTable(
      ["method", ...titles],
      names.map((name) => [
        name,
        ...columns.map(({ evaluation, measure }) =>
          intervalCell(evaluation.interval(name, measure))
        ),
      ]),
    ),
    `${method} less each other: the difference, on how many of n ${method} is better (or, where nothing is better, greater), Holm's p over the ${
      names.length - 1
    } pairs of a column:`,
    markdownTable(
      ["other", ...titles],
      names.filter((name) => name !== method).map((other) => [
        other,
        ...pairs.map((own) => {
          const pair = own.find(({ b }) => b === other);
          return pair === undefined ? "–" : pairCell(pair);
        }),
      ]),
    ),
    markdownList(columns.flatMap((column, i) => {
      if (!isJudged(column)) return [];
      const { title, evaluation, measure } = column;
      const shown = standing(evaluation, method, measure, pairs[i]);
      return [`${title}: ${method} ${standingText(shown)}`];
    })),
  ].join("\n\n");
}
