import { stringify } from "csv-stringify/sync";
import { type Cell, TABLE, type Table } from "../../display/mod.ts";
import {
  checkOptions,
  checkValue,
  flag,
  type OptionRequirements,
} from "../../options/mod.ts";
import type { PairedComparison } from "./paired.ts";
import {
  cellPosition,
  type EvaluationData,
  tableShape,
} from "./evaluation_data.ts";

/** The options of {@linkcode tableCsv}. */
export interface CsvOptions {
  /**
   * Whether text that a spreadsheet would take for a formula gets an apostrophe
   * before it: text that starts with `=`, `+`, `-`, `@`, a tab or a carriage
   * return. Numbers stay numbers.
   *
   * @default {true}
   */
  readonly escapeFormulas?: boolean;
}

/** What a spreadsheet calculates when it opens a file; full-width forms too. */
const FORMULA = /^[=+\-@\t\r＝＋－＠]/;

/**
 * The numbers of a record: a row for every method, point of the axis, image and
 * repeat, a column a measure. Rows without any number are left out.
 */
export function tableOf(data: EvaluationData): Table {
  const { methods, measures, axis, images, repeats, values } = data;
  const shape = tableShape(data);
  const rows: Cell[][] = [];
  for (const [m, { name, control }] of methods.entries()) {
    for (let point = 0; point < shape[2]; point++) {
      for (const [i, image] of images.names.entries()) {
        for (let repeat = 0; repeat < repeats.count; repeat++) {
          const cells = measures.map((_, k) =>
            values[cellPosition(shape, [m, k, point, i, repeat])]!
          );
          if (cells.every((cell) => cell === null)) continue;
          const at = axis ? [axis.values[point]!] : [];
          rows.push([name, control, ...at, i + 1, image, repeat + 1, ...cells]);
        }
      }
    }
  }
  return {
    columns: [
      { name: "method", meaning: "name of the method or control" },
      {
        name: "control",
        meaning: "true: it is there to tell what a number means",
      },
      ...(axis ? [{ name: axis.name, meaning: axis.meaning }] : []),
      { name: "image", meaning: "position of the image, from 1" },
      { name: "image_name", meaning: "name of the image" },
      { name: repeats.name, meaning: "which of the repeats, from 1" },
      ...measures.map(({ name, meaning }) => ({ name, meaning })),
    ],
    rows,
  };
}

/** Pairs as a table: a row a pair; what is no number is an empty field. */
export function pairedTableOf(pairs: readonly PairedComparison[]): Table {
  const cell = (value: number) => Number.isFinite(value) ? value : null;
  return {
    columns: [
      { name: "method", meaning: "name of the method or control" },
      { name: "less", meaning: "what is taken away from it" },
      { name: "measure", meaning: "what is compared" },
      { name: "at", meaning: "point of the axis, or the area under the curve" },
      { name: "difference", meaning: "mean of method − less" },
      { name: "low", meaning: "lower end of its 95 % interval" },
      { name: "high", meaning: "upper end of its 95 % interval" },
      { name: "over", meaning: "what was resampled for it" },
      { name: "low_over_images", meaning: "lower end, over images alone" },
      { name: "high_over_images", meaning: "upper end, over images alone" },
      { name: "n", meaning: "images, or repeats of one, that both have" },
      { name: "wins", meaning: "on how many of n the method is better" },
      { name: "ties", meaning: "on how many of n both are equal" },
      { name: "p", meaning: "two-sided, paired randomization test" },
      {
        name: "corrected_p",
        meaning: "p by Holm, over the pairs of a measure",
      },
      { name: "pairs", meaning: "how many pairs that are" },
    ],
    rows: pairs.map((pair) => [
      pair.a,
      pair.b,
      pair.measure,
      pair.at,
      pair.mean,
      cell(pair.low),
      cell(pair.high),
      pair.over,
      cell(pair.overImages.low),
      cell(pair.overImages.high),
      pair.n,
      pair.wins,
      pair.ties,
      cell(pair.p),
      cell(pair.correctedP),
      pair.pairs,
    ]),
  };
}

/**
 * A table as CSV that pandas, DuckDB and Excel open: RFC 4180, UTF-8 with the
 * byte order mark that Excel needs, names of the columns in the first line.
 *
 * Numbers are written with all of their digits; `null` is an empty field.
 *
 * @param table Such as `evaluation.table()`.
 * @param options How text is written.
 * @returns The text of a file.
 * @throws {TypeError} If an option does not exist or has another type.
 *
 * @example
 * ```ts
 * import { tableCsv } from "fullgrad/evaluation";
 * import { assertEquals } from "@std/assert";
 *
 * const csv = tableCsv({
 *   columns: [
 *     { name: "method", meaning: "name of the method" },
 *     { name: "drop", meaning: "of the output" },
 *   ],
 *   rows: [["FullGrad, paper", -0.25], ["=1+1", 1]],
 * });
 * assertEquals(
 *   csv,
 *   '\ufeffmethod,drop\r\n"FullGrad, paper",-0.25\r\n\'=1+1,1\r\n',
 * );
 * ```
 */
export function tableCsv(
  table: Table,
  options: CsvOptions = {},
): string {
  checkValue("write a table", "table", table, TABLE);
  checkOptions("write a table", options, CSV_OPTIONS);
  const { columns, rows } = table;
  const { escapeFormulas = true } = options;
  const safe = (cell: Cell): Cell =>
    escapeFormulas && typeof cell === "string" && FORMULA.test(cell)
      ? `'${cell}`
      : cell;
  return stringify(rows.map((row) => row.map(safe)), {
    header: true,
    columns: columns.map(({ name }) => String(safe(name))),
    record_delimiter: "windows",
    bom: true,
    cast: { boolean: String },
  });
}

const CSV_OPTIONS: OptionRequirements<CsvOptions> = { escapeFormulas: flag };
