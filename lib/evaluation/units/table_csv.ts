import { stringify } from "csv-stringify/sync";
import type { Table } from "./table.ts";

/**
 * A table as CSV that pandas, DuckDB and Excel open: RFC 4180, UTF-8 with the
 * byte order mark that Excel needs, names of the columns in the first line.
 *
 * Numbers are written with all of their digits; `null` is an empty field.
 *
 * @param table Such as `curves.table` of a retraining.
 *
 * @example
 * ```ts
 * import { tableCsv } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const csv = tableCsv({
 *   columns: [
 *     { name: "method", meaning: "name of the method" },
 *     { name: "accuracy", meaning: "share of the test images, 0 to 1" },
 *   ],
 *   rows: [["FullGrad, paper", 0.25]],
 * });
 * assertEquals(csv, '\ufeffmethod,accuracy\r\n"FullGrad, paper",0.25\r\n');
 * ```
 */
export function tableCsv({ columns, rows }: Table): string {
  return stringify(rows as unknown[][], {
    header: true,
    columns: columns.map(({ name }) => name),
    record_delimiter: "windows",
    bom: true,
    cast: { boolean: String },
  });
}
