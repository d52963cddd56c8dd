import { barFigure, type Figure, matrixFigure } from "../../../display/mod.ts";
import { pCell } from "../../page_parts.ts";
import { OUTCOMES, type Part, pointOf, verdictsOf } from "./findings.ts";
import type { Statement } from "./statements.ts";

/** The differences of all statements with their intervals, network by network. */
export function statementsFigure(
  parts: readonly Part[],
  statements: readonly Statement[],
  title: string,
): Figure {
  const columns = parts.map((part) => verdictsOf(part, statements));
  return barFigure(
    statements.flatMap(({ a, b, step, measure }, row) =>
      parts.map(({ title, chose }, i) => {
        const { pair, outcome, statement } = columns[i]![row]!;
        const where = [
          ...(step === undefined ? [] : [`step ${step}`]),
          ...(measure.includes("|map|") ? ["|map|"] : []),
        ].join(", ");
        return {
          name: `${a} − ${b}${where === "" ? "" : ` (${where})`}, ${title}`,
          value: pair.mean,
          interval: pair,
          control: chose,
          detail: `${statement.words}: ${
            OUTCOMES[outcome].replaceAll("*", "")
          }, n = ${pair.n}, ${pCell(pair.correctedP)}`,
        };
      })
    ),
    {
      title,
      subtitle:
        "Paired on the same images, 95 % intervals; gray: the network that chose the statements",
      meaning: "difference of the measure",
      format: "number",
    },
  );
}

/** What methods have in common, by their names. */
const FAMILIES = {
  "layer and aggregation": (name) => /^(last|before|middle) /.test(name),
  "FullGrad": (name) => name.startsWith("FullGrad "),
  "rules and controls": (name) => !/^(last|before|middle|FullGrad) /.test(name),
} as const satisfies Readonly<Record<string, (name: string) => boolean>>;

/** The means of all methods, a row each, a column a network: a figure a family. */
export function meansFigures(
  parts: readonly Part[],
  { name, measure, step, title, subtitle, range }: {
    /** How the names of the figures begin. */
    readonly name: string;
    readonly measure: string;
    readonly step?: number;
    readonly title: string;
    readonly subtitle: string;
    readonly range: readonly [number, number];
  },
): Readonly<Record<string, Figure>> {
  const methods = (parts[0]?.evaluation.data.methods ?? []).map(({ name }) =>
    name
  );
  return Object.fromEntries(
    Object.entries(FAMILIES).flatMap(([family, isOf]) => {
      const rows = methods.filter(isOf);
      if (rows.length === 0) return [];
      const values = rows.map((method) =>
        parts.map(({ evaluation }) =>
          evaluation.interval(method, measure, {
            at: pointOf(evaluation, step),
          }).mean
        )
      );
      const figure = matrixFigure(values, {
        title: `${title}: ${family}`,
        subtitle,
        rows: rows.map((name) => name.replace("FullGrad ", "")),
        columns: parts.map(({ title, evaluation }) =>
          `${title}, ${evaluation.data.images.names.length}`
        ),
        meaning: measure,
        range,
      });
      const file = `${name}-${family.replaceAll(" ", "-").toLowerCase()}`;
      return [[file, figure] as const];
    }),
  );
}

/** Figures in the text of a page, side by side. */
export function shown(figures: Readonly<Record<string, Figure>>): string {
  return Object.keys(figures).map((name) => `![${name}](${name}.svg)`)
    .join("\n");
}
