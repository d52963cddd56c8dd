/**
 * Results as files that NumPy and other programs read, and back.
 *
 * ```ts
 * import { DataTable, saveResult, type Result } from "fullgrad/exchange";
 *
 * const result: Result = new DataTable({ columns: [], rows: [] });
 * const folder = await Deno.makeTempDir();
 * await saveResult(result, `${folder}/table.json`);
 * await Deno.remove(folder, { recursive: true });
 * ```
 *
 * @module
 */
export { DataTable } from "../display/mod.ts";
export {
  explainFolder,
  type ExplainFolderOptions,
  FolderMaps,
  type FolderMapsData,
  loadResult,
  type Result,
  saveResult,
  type SaveResultOptions,
  toNpz,
  type UnreadPicture,
} from "../exchange/mod.ts";
