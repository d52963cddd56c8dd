/**
 * What every explanation has in common: checks, chunks, results.
 *
 * @module
 */
export { explainChangedOutputs } from "./explain_changed_outputs.ts";
export {
  BYTES_IN_FLIGHT,
  BYTES_PER_FLOAT,
  type Chunk,
  chunkSizeFor,
  type Collected,
  explainInChunks,
  explainOutputs,
} from "./explain_in_chunks.ts";
export {
  type ChunkResult,
  type Passes,
  type PassResult,
  tidied,
  yieldToEventLoop,
} from "./passes.ts";
export {
  EXPLAIN_OPTIONS,
  type ExplainOptions,
  RULE_OPTIONS,
  type RuleOptions,
} from "./explain_options.ts";
export type {
  Explained,
  ExplainedModel,
  ExplainedTarget,
  NumericArray,
} from "./explained.ts";
export { Explanation } from "./explanation.ts";
export {
  classProbabilities,
  outputWords,
  tellsClasses,
} from "./output_words.ts";
export {
  anyListOf,
  EXPLAINED,
  NUMERIC_ARRAY,
  optional,
  readSaved,
  toJson,
} from "./saved.ts";
export type { ReadBack } from "./read_back.ts";
export {
  forwardToTarget,
  type TargetPass,
  type TargetRecord,
} from "./forward_to_target.ts";
