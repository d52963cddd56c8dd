import {
  describeValue,
  isRecord,
  objectWith,
  type Requirement,
} from "../../options/mod.ts";

/** One entry of a table; `null` where there is no value. */
export type Cell = string | number | boolean | null;

/** A column of a table. */
export interface TableColumn {
  /** Its name: lowercase words with underscores or spaces. */
  readonly name: string;
  /** What it is, with its unit. */
  readonly meaning: string;
}

/** Numbers with names, one observation a row. */
export interface Table {
  /** The columns, in their order. */
  readonly columns: readonly TableColumn[];
  /** The rows; an entry a column each. */
  readonly rows: readonly (readonly Cell[])[];
}

const LIST: Requirement = { expected: "a list", isType: Array.isArray };

/** What a table must be. */
export const TABLE: Requirement = objectWith("a table with columns and rows", {
  columns: LIST,
  rows: LIST,
});

/** What saved tables call their form. */
export const TABLE_FORMAT = "fullgrad table 1";

/**
 * The table in a text or in parsed JSON.
 *
 * @throws {SyntaxError} If it is not of this form.
 */
export function readTable(json: string | object): Table {
  const fail = (requirement: string, value: unknown): never => {
    throw new SyntaxError(
      `Cannot read a table as ${requirement}: current value is ${
        describeValue(value)
      }`,
    );
  };
  const parsed = typeof json === "string" ? parse(json) : json;
  if (!isRecord(parsed)) return fail("it must be a JSON object", parsed);
  const { format, columns, rows } = parsed;
  if (format !== TABLE_FORMAT) {
    fail(`its format must be "${TABLE_FORMAT}"`, format);
  }
  if (!Array.isArray(columns) || !columns.every(isColumn)) {
    return fail("columns must be a list, each with name and meaning", columns);
  }
  if (!Array.isArray(rows)) return fail("rows must be a list", rows);
  return {
    columns,
    rows: rows.map((row, i) =>
      Array.isArray(row) && row.length === columns.length
        ? row.map((entry) => readCell(entry, fail))
        : fail(`row ${i} must have an entry a column`, row)
    ),
  };
}

function isColumn(value: unknown): boolean {
  return isRecord(value) && typeof value.name === "string" &&
    typeof value.meaning === "string";
}

/** Numbers that JSON has no word for. */
const WORDS: readonly unknown[] = ["NaN", "Infinity", "-Infinity", "-0"];

function readCell(
  entry: unknown,
  fail: (requirement: string, value: unknown) => never,
): Cell {
  if (isRecord(entry) && WORDS.includes(entry.number)) {
    return Number(entry.number);
  }
  return entry === null ||
      ["string", "number", "boolean"].includes(typeof entry)
    ? entry as Cell
    : fail("an entry must be text, a number, true, false or null", entry);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError("Cannot read a table as it must be JSON", { cause });
  }
}
