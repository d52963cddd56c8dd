/**
 * Results as files that other programs read, and back.
 *
 * @module
 */
export { explainFolder, type ExplainFolderOptions } from "./explain_folder.ts";
export {
  FolderMaps,
  type FolderMapsData,
  type UnreadPicture,
} from "./folder_maps.ts";
export {
  loadResult,
  type Result,
  saveResult,
  type SaveResultOptions,
  toNpz,
} from "./results.ts";
