import {
  checkOptions,
  checkValue,
  flag,
  type OptionRequirements,
} from "../../options/mod.ts";
import { type Cell, TABLE, type Table } from "./table.ts";

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
  const lines = [columns.map(({ name }) => name), ...rows];
  return `\ufeff${
    lines.map((line) =>
      `${line.map((cell) => field(safe(cell))).join(",")}\r\n`
    )
      .join("")
  }`;
}

/** A field as RFC 4180 has it: in quotes where it would be read otherwise. */
function field(cell: Cell): string {
  const text = String(cell ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const CSV_OPTIONS: OptionRequirements<CsvOptions> = { escapeFormulas: flag };
