/**
 * Long work that is safe work: independent units, each kept as soon as it is
 * finished, shared by any number of processes, joined into one table.
 *
 * @module
 */
export {
  fingerprint,
  imagesFingerprint,
  modelFingerprint,
} from "./fingerprint.ts";
export type { Json } from "../../display/mod.ts";
export type { Job, WorkUnit } from "./job.ts";
export { type MergedJob, mergeResults } from "./merge_results.ts";
export { type FinishedUnits, runUnits, type WorkOptions } from "./run_units.ts";
export { parseShard, type Shard } from "./shard.ts";
export type { Cell, Columns, Table, TableColumn } from "./table.ts";
export { tableCsv } from "./table_csv.ts";
export { UnitStore } from "./unit_store.ts";
export { writeWhole } from "./write_whole.ts";
