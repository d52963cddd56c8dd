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
  // What rounds to 0 has no sign.
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
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

/** A paired difference: interval, wins, ties and Holm's p. */
export function pairCell(pair: PairedComparison): string {
  const { wins, ties, n, correctedP } = pair;
  const equal = ties === 0 ? "" : `, ${ties} equal`;
  return `${intervalCell(pair)}; ${wins} of ${n}${equal}; ${pCell(correctedP)}`;
}

/** A measure of a series, a column or a row of tables. */
export interface ComparedMeasure {
  /** What it is called there. */
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
 * Which methods are told apart, then the means with their intervals, and one method
 * minus each other, paired: of several measures side by side, as Markdown.
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
  const judged = columns.filter(isJudged);
  return [
    ...(judged.length > 0 ? [standings(method, judged)] : []),
    folded(
      "Means with their 95 % intervals",
      markdownTable(
        ["method", ...titles],
        names.map((name) => [
          name,
          ...columns.map(({ evaluation, measure }) =>
            intervalCell(evaluation.interval(name, measure))
          ),
        ]),
      ),
    ),
    folded(
      `${method} minus each other: the difference, on how many of n ${method} is better (or, where nothing is better, greater), Holm's p over the ${
        names.length - 1
      } pairs of a column`,
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
    ),
  ].join("\n\n");
}

/** What {@linkcode standings} draws. */
export const STANDINGS_LEGEND =
  "`+`: FullGrad is better than the method of the column, `−`: worse (paired on the same images, Holm's p over the row below .05); `·`: not told apart";

/**
 * Which of the others a method is better or worse than: a row a measure, a column
 * another method.
 */
export function standings(
  method: string,
  rows: readonly ComparedMeasure[],
): string {
  const others = [
    ...new Set(
      rows.flatMap(({ evaluation }) =>
        evaluation.data.methods.map(({ name }) => name)
      ),
    ),
  ].filter((name) => name !== method);
  return markdownTable(
    [`${method} beside`, ...others, "n"],
    rows.map(({ title, evaluation, measure }) => {
      const pairs = evaluation.pairedWith(method, undefined, { measure });
      const lower = evaluation.data.measures
        .find(({ name }) => name === measure)!.better === "lower";
      return [
        title,
        ...others.map((other) => {
          const pair = pairs.find(({ b }) => b === other);
          if (pair === undefined) return "";
          if (!(pair.correctedP < ALPHA)) return "·";
          return pair.mean > 0 !== lower ? "+" : "−";
        }),
        `${Math.min(...pairs.map(({ n }) => n))}`,
      ];
    }),
  );
}

/** Text that opens on a click: long tables, which few readers need. */
export function folded(title: string, text: string): string {
  return `<details>\n<summary>${title}</summary>\n\n${text}\n\n</details>`;
}
