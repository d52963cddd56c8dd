/**
 * Results as files that other programs read, and back.
 *
 * @module
 */
export {
  loadResult,
  type Result,
  saveResult,
  type SaveResultOptions,
  toNpz,
} from "./results.ts";
