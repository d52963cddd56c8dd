import {
  type Evaluation,
  holm,
  type PairedComparison,
} from "../../../evaluation/mod.ts";
import { ALPHA, intervalCell, markdownTable, pCell } from "../../page_parts.ts";
import { FULL_GRAD_CONTROL } from "./methods.ts";
import type { Statement } from "./statements.ts";

/** The numbers of one network. */
export interface Part {
  readonly title: string;
  /** Whether the statements were chosen on it. */
  readonly chose: boolean;
  readonly evaluation: Evaluation;
}

/** What came of a statement on one network. */
export interface Verdict {
  readonly statement: Statement;
  /** a less b on the same images; p corrected for all statements of the network. */
  readonly pair: PairedComparison;
  /**
   * Whether the difference has the sign that is stated, the other one, or no
   * sign that is shown; or whether both methods are one and the same.
   */
  readonly outcome: "holds" | "opposite" | "open" | "equal";
}

/** Differences below this are rounding: both methods are the same map there. */
const ROUNDING = 1e-4;

/** What came of statements on one network, Holm's correction over all of them. */
export function verdictsOf(
  { evaluation }: Pick<Part, "evaluation">,
  statements: readonly Statement[],
): readonly Verdict[] {
  const pairs = statements.map(({ a, b, measure, step }) =>
    evaluation.paired(a, b, { measure, at: pointOf(evaluation, step) })
  );
  const corrected = holm(pairs.map(({ p }) => Number.isNaN(p) ? 1 : p));
  return statements.map((statement, i) => {
    const pair = { ...pairs[i]!, correctedP: corrected[i]! };
    return { statement, pair, outcome: outcomeOf(statement, pair) };
  });
}

function outcomeOf(
  { sign }: Statement,
  { mean, low, high, correctedP }: PairedComparison,
): Verdict["outcome"] {
  if (Math.max(Math.abs(mean), Math.abs(low), Math.abs(high)) < ROUNDING) {
    return "equal";
  }
  // p is of images alone: the interval is of draws too, where there are several.
  if (correctedP >= ALPHA || low * high <= 0) return "open";
  return (mean > 0) === (sign === "more") ? "holds" : "opposite";
}

/** Which point of the axis a step of a randomization is. */
export function pointOf(
  { data: { axis } }: Evaluation,
  step: number | undefined,
): string | number {
  if (axis === undefined || step === undefined) return "area";
  return axis.values[step]!;
}

/** Outcomes in the words of a table. */
export const OUTCOMES: { readonly [outcome in Verdict["outcome"]]: string } = {
  holds: "**holds**",
  opposite: "**the opposite**",
  open: "not shown",
  equal: "one and the same map",
};

/** A row a statement, a column a network. */
export function statementsTable(
  parts: readonly Part[],
  statements: readonly Statement[],
): string {
  const columns = parts.map((part) => verdictsOf(part, statements));
  return markdownTable(
    [
      "statement",
      ...parts.map(({ title, chose }) =>
        chose ? `${title} (chosen here)` : title
      ),
    ],
    statements.map(({ words, a, b, measure }, row) => [
      `${words} (\`${a}\` − \`${b}\`, ${measure})`,
      ...columns.map((verdicts) => {
        const { outcome, pair } = verdicts[row]!;
        return outcome === "equal"
          ? OUTCOMES.equal
          : `${OUTCOMES[outcome]}: ${intervalCell(pair)}, n = ${pair.n}, ${
            pCell(pair.correctedP)
          }`;
      }),
    ]),
  );
}

/** What came of the statements, in a word each: a row a statement, a column a network. */
export function summaryOf(
  parts: readonly Part[],
  statements: readonly Statement[],
): string {
  const columns = parts.map((part) => verdictsOf(part, statements));
  return markdownTable(
    [
      "statement",
      ...parts.map(({ title, chose, evaluation: { data } }) =>
        `${title}${
          chose ? " (chosen here)" : ""
        }, n = ${data.images.names.length}`
      ),
    ],
    statements.map(({ words }, row) => [
      words,
      ...columns.map((verdicts) => OUTCOMES[verdicts[row]!.outcome]),
    ]),
  );
}

/** Means with intervals of all methods, by network; and what differs from the control. */
export function meansTable(
  parts: readonly Part[],
  measure: string,
  step?: number,
): string {
  const methods = (parts[0]?.evaluation.data.methods ?? []).map(({ name }) =>
    name
  );
  return markdownTable(
    ["method", ...parts.map(({ title }) => title)],
    methods.map((method) => [
      method,
      ...parts.map(({ evaluation }) =>
        intervalCell(
          evaluation.interval(method, measure, {
            at: pointOf(evaluation, step),
          }),
        )
      ),
    ]),
  );
}

/** Every aggregation of a layer, and of FullGrad, against the class-agnostic control of the same. */
export function controlTable(
  parts: readonly Part[],
  places: readonly string[],
  measure: string,
  step?: number,
): string {
  const methods = (parts[0]?.evaluation.data.methods ?? []).map(({ name }) =>
    name
  );
  const groups = [
    ...places.map((place) => ({
      control: `${place} allOnes`,
      prefix: `${place} `,
    })),
    { control: FULL_GRAD_CONTROL, prefix: "FullGrad " },
  ];
  const rows = groups.flatMap(({ control, prefix }) => {
    const others = methods.filter((name) =>
      name.startsWith(prefix) && name !== control
    );
    const columns = parts.map(({ evaluation }) =>
      evaluation.pairedWith(control, others, {
        measure,
        at: pointOf(evaluation, step),
      })
    );
    return others.map((name, row) => [
      name,
      ...columns.map((pairs) => {
        const { mean, low, high, n, correctedP } = pairs[row]!;
        return `${
          intervalCell({ mean: -mean, low: -high, high: -low })
        }, n = ${n}, ${pCell(correctedP)}`;
      }),
    ]);
  });
  return markdownTable(
    ["less its control", ...parts.map(({ title }) => title)],
    rows,
  );
}
