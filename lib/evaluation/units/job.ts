import { fingerprint } from "./fingerprint.ts";
import type { Json } from "../../display/mod.ts";
import { toJson } from "./json.ts";
import type { Cell, Columns, Table, TableColumn } from "./table.ts";

/** A part of a job that needs none of the others. */
export interface WorkUnit {
  /** What tells it from the others; the first columns of its rows. */
  readonly labels: Readonly<Record<string, Cell>>;
  /** What changes its results, beside its labels and the job's settings. */
  readonly settings?: Json;
  /** Computes the other columns. */
  readonly compute: (signal: AbortSignal | undefined) => Promise<Columns>;
}

/** Long work, cut into independent units. */
export interface Job {
  /** Words for the progress bar and for file names. */
  readonly name: string;
  /**
   * Everything that changes the results of every unit. What chooses the units,
   * such as how many runs there are, is not: then more of them go on with those
   * that are finished.
   */
  readonly settings: Json;
  /** The columns of the table: the labels, then what units compute. */
  readonly columns: readonly TableColumn[];
  /** The units, in the order of the table. */
  readonly units: readonly WorkUnit[];
}

/** The name of a unit's file: readable, and of no other unit or settings. */
export async function unitKey(
  job: Pick<Job, "settings">,
  { labels, settings = null }: Pick<WorkUnit, "labels" | "settings">,
): Promise<string> {
  const hash = await fingerprint(toJson([job.settings, settings, labels]));
  return `${slug(Object.values(labels).join(" "))}-${hash.slice(0, 24)}`;
}

/** A text as a part of a file name. */
export function slug(text: string): string {
  return text.toLowerCase().normalize("NFKD").replaceAll(/[^a-z0-9.]+/g, "-")
    .replaceAll(/^[-.]+|[-.]+$/g, "").slice(0, 60) || "unit";
}

/** The rows of finished units, in their order; the others are left out. */
export function tableOf(
  columns: readonly TableColumn[],
  units: readonly {
    readonly labels: WorkUnit["labels"];
    readonly result: Columns | undefined;
  }[],
): Table {
  const rows = units.flatMap(({ labels, result }) => {
    if (result === undefined) return [];
    const count = Object.values(result)[0]?.length ?? 0;
    return Array.from(
      { length: count },
      (_, row) =>
        columns.map(({ name }) => labels[name] ?? result[name]?.[row] ?? null),
    );
  });
  return { columns, rows };
}

/**
 * The columns themselves.
 *
 * @throws {TypeError} If they are not those of the job, of one length.
 */
export function checkColumns(
  { columns }: Pick<Job, "columns">,
  { labels }: Pick<WorkUnit, "labels">,
  result: Columns,
): Columns {
  const names = [...Object.keys(labels), ...Object.keys(result)];
  const lengths = new Set(Object.values(result).map(({ length }) => length));
  if (
    lengths.size <= 1 && names.length === columns.length &&
    columns.every(({ name }) => names.includes(name))
  ) {
    return result;
  }
  throw new TypeError(
    `Cannot keep a unit's result as its labels and columns must be ${
      columns.map(({ name }) => name).join(", ")
    }, each column of the same length: current ones are ${
      names.join(", ")
    } of lengths ${[...lengths].join(", ")}`,
  );
}
