/**
 * What every explanation has in common: checks, chunks, results.
 *
 * @module
 */
export {
  type Chunk,
  type ChunkResult,
  type Collected,
  explainInChunks,
} from "./explain_in_chunks.ts";
export { explainOutputs } from "./explain_outputs.ts";
export { EXPLAIN_OPTIONS, type ExplainOptions } from "./explain_options.ts";
export type { Explained, ExplainedTarget, NumericArray } from "./explained.ts";
