import { checkValue, isRecord, type Requirement } from "../../options/mod.ts";
import { sectionsHtml } from "../html/html_page.ts";
import type { Bundle } from "../jupyter/kernel.ts";
import type { Json } from "../plotly/plotly_figure.ts";
import { escapeHtml, printable } from "../text/escape.ts";
import { formatNumber } from "../text/format_number.ts";
import {
  type Cell,
  readTable,
  TABLE,
  type Table,
  TABLE_FORMAT,
  type TableColumn,
} from "./table.ts";
import { type CsvOptions, tableCsv } from "./table_csv.ts";

/** Rows by their names, and the entries of each by column. */
export type NamedRows = Readonly<
  Record<string, Readonly<Record<string, Cell>>>
>;

const ROWS: Requirement = {
  expected: "rows of texts, numbers, booleans and nulls by column",
  isType: (rows) =>
    (isRecord(rows) || Array.isArray(rows)) &&
    Object.values(rows).every((row) =>
      isRecord(row) &&
      Object.values(row).every((entry) =>
        entry === null ||
        ["string", "number", "boolean"].includes(typeof entry)
      )
    ),
};

/** Rows that are drawn; a table has them all. */
const MOST_ROWS = 500;

/** Height of a table in a notebook; longer ones scroll. */
const MOST_HEIGHT = 420;

/** The color of the page below, as notebooks call theirs: light or dark. */
const GROUND = "var(--jp-layout-color0,var(--vscode-editor-background,Canvas))";

/**
 * A table that draws itself: HTML in a notebook and in a page, columns of text
 * elsewhere. What a column means shows on hover.
 *
 * @example
 * ```ts
 * import { DataTable } from "fullgrad/display";
 * import { assertEquals } from "@std/assert";
 *
 * const table = new DataTable({
 *   columns: [
 *     { name: "method", meaning: "name of the method" },
 *     { name: "area", meaning: "area under its curve" },
 *   ],
 *   rows: [["FullGrad", 0.0123456], ["Random", 0.5]],
 * });
 * assertEquals(String(table), [
 *   "method       area",
 *   "FullGrad  0.01235",
 *   "Random        0.5",
 * ].join("\n"));
 * ```
 */
export class DataTable implements Table {
  /** The columns, in their order. */
  readonly columns: readonly TableColumn[];
  /** The rows; an entry a column each. */
  readonly rows: readonly (readonly Cell[])[];

  /**
   * The table as it is.
   *
   * @throws {TypeError} If it has no columns or rows, or a row has not an entry
   * for each column.
   */
  constructor(table: Table) {
    checkValue("make a table", "the table", table, TABLE);
    const { columns, rows } = table;
    const wrong = rows.findIndex((row) => row.length !== columns.length);
    if (wrong >= 0) {
      throw new TypeError(
        `Cannot make a table as every row must have ${columns.length} entries, one a column: row ${wrong} has ${
          rows[wrong]!.length
        }`,
      );
    }
    this.columns = columns;
    this.rows = rows;
  }

  /**
   * The table of rows as `console.table` takes them: objects with an entry a
   * column, in a list, or by names that become the first column. What a row
   * lacks is empty.
   *
   * @example
   * ```ts
   * import { DataTable } from "fullgrad/display";
   * import { assertEquals } from "@std/assert";
   *
   * const table = DataTable.of({ FullGrad: { area: 0.25 }, Random: { area: 0.5 } });
   * assertEquals(table.rows, [["FullGrad", 0.25], ["Random", 0.5]]);
   * ```
   *
   * @throws {TypeError} If it is none of both, or an entry is no text, number,
   * boolean or `null`.
   */
  static of(
    rows: NamedRows | readonly Readonly<Record<string, Cell>>[],
  ): DataTable {
    checkValue("make a table", "rows", rows, ROWS);
    const isList = Array.isArray(rows);
    const columns = [...new Set(Object.values(rows).flatMap(Object.keys))];
    return new DataTable({
      columns: [...(isList ? [] : [""]), ...columns]
        .map((name) => ({ name, meaning: "" })),
      rows: Object.entries(rows).map(([name, row]) => [
        ...(isList ? [] : [name]),
        ...columns.map((column) => row[column] ?? null),
      ]),
    });
  }

  /** What saved records of this class call their form. */
  static readonly format: string = TABLE_FORMAT;

  /**
   * The table that a file or a text holds.
   *
   * @param json What `JSON.stringify(table)` wrote, or the same parsed.
   * @throws {SyntaxError} If it is not of this form.
   */
  static from(json: string | object): DataTable {
    return new DataTable(readTable(json));
  }

  /** The table as JSON; a number that JSON has no word for is `{ number: "NaN" }`. */
  toJSON(): Json {
    const cell = (entry: Cell): Json =>
      typeof entry === "number" &&
        (!Number.isFinite(entry) || Object.is(entry, -0))
        ? { number: Object.is(entry, -0) ? "-0" : `${entry}` }
        : entry;
    return {
      format: TABLE_FORMAT,
      columns: this.columns.map(({ name, meaning }) => ({ name, meaning })),
      rows: this.rows.map((row) => row.map(cell)),
    };
  }

  /** The table as CSV; see `tableCsv`. */
  toCsv(options: CsvOptions = {}): string {
    return tableCsv(this, options);
  }

  /** Returns the table as HTML, a part of a page. */
  toFragment(): Promise<string> {
    const isNumeric = numericColumns(this);
    const cell = (tag: string, text: string, column: number, title = "") =>
      `<${tag} style="${
        tag === "th"
          ? `font-weight:600;position:sticky;top:0;background:${GROUND};`
          : isNumeric[column]
          ? "white-space:nowrap;"
          : ""
      }text-align:${isNumeric[column] ? "right" : "left"}"${
        title && ` title="${escapeHtml(title)}"`
      }>${breakable(text)}</${tag}>`;
    const row = (cells: readonly string[]) => `<tr>${cells.join("")}</tr>`;
    const head = this.columns.map(({ name, meaning }, column) =>
      cell("th", name, column, meaning)
    );
    const body = this.rows.slice(0, MOST_ROWS).map((entries) =>
      row(entries.map((entry, column) => cell("td", cellText(entry), column)))
    );
    const more = this.rows.length - MOST_ROWS;
    return Promise.resolve(
      `<div style="overflow:auto;max-height:${MOST_HEIGHT}px;max-width:100%"><table cellpadding="3" style="border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums"><thead>${
        row(head)
      }</thead><tbody>\n${body.join("\n")}</tbody></table></div>${
        more > 0 ? `<p>${more} more rows</p>` : ""
      }`,
    );
  }

  /** Returns the table as columns of text. */
  toString(): string {
    const isNumeric = numericColumns(this);
    const lines = [
      this.columns.map(({ name }) => printable(name)),
      ...this.rows.slice(0, MOST_ROWS).map((row) =>
        row.map((entry) => printable(cellText(entry)))
      ),
    ];
    const widths = this.columns.map((_, column) =>
      Math.max(...lines.map((line) => line[column]!.length))
    );
    const more = this.rows.length - MOST_ROWS;
    return [
      ...lines.map((line) =>
        line.map((text, column) =>
          isNumeric[column]
            ? text.padStart(widths[column]!)
            : text.padEnd(widths[column]!)
        ).join("  ").trimEnd()
      ),
      ...(more > 0 ? [`… ${more} more rows`] : []),
    ].join("\n");
  }

  /** What `console.log` shows. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return String(this);
  }

  /** Returns what a notebook shows. */
  async [Symbol.for("Jupyter.display")](): Promise<Bundle> {
    return {
      "text/html": await sectionsHtml("display a table", [{ figure: this }]),
      "text/plain": String(this),
    };
  }
}

/**
 * Returns the HTML of a text that may be broken, where its table is too wide,
 * before an interval in brackets, and behind the parts of a name.
 */
function breakable(text: string): string {
  return escapeHtml(text)
    .replaceAll(
      /\([^()<>&]{1,40}\)/g,
      (interval) => interval.replaceAll(" ", "\u00a0"),
    )
    .replaceAll(/(?<=[a-z])_(?=[a-z])/g, "_<wbr>");
}

/** Which columns hold numbers alone: they stand to the right. */
function numericColumns({ columns, rows }: Table): readonly boolean[] {
  return columns.map((_, column) =>
    rows.some((row) => typeof row[column] === "number") &&
    rows.every((row) => row[column] === null || typeof row[column] === "number")
  );
}

function cellText(entry: Cell): string {
  if (entry === null) return "";
  // Never −0.
  return typeof entry === "number" ? formatNumber(entry + 0) : String(entry);
}
