/** One entry of a table; `null` where there is no value. */
export type Cell = string | number | boolean | null;

/** What a unit of work found: columns of one length, by their name. */
export type Columns = Readonly<Record<string, readonly Cell[]>>;

/** A column of a {@linkcode Table}. */
export interface TableColumn {
  /** Its name, as in the first line of a file. */
  readonly name: string;
  /** What its entries mean, with their unit. */
  readonly meaning: string;
}

/** Numbers with names, one observation a row. */
export interface Table {
  /** The columns, in their order. */
  readonly columns: readonly TableColumn[];
  /** The rows; an entry a column each. */
  readonly rows: readonly (readonly Cell[])[];
}
