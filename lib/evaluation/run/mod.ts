/**
 * How experiments run: methods that are known by what they are, units that are
 * kept as soon as they are finished and shared by any number of processes, maps
 * that are computed once.
 *
 * An experiment does four things, `pixelPerturbation` being an example:
 *
 * 1. it checks its options at the door (`checkEvaluationOptions`);
 * 2. it asks {@linkcode prepareMethods} for its methods, each with a key, and for
 *    what the record says of network, images and methods (`subject`);
 * 3. it lists its units, neighbors sharing what is costly, each with labels of
 *    its own, the key of its method, and the block of the record's table that it
 *    fills (what several methods share, such as trainings on whole images, is
 *    one unit with a block of all methods);
 * 4. it hands them to {@linkcode runExperiment} with the frame of its record and
 *    a function that computes one unit: numbers by measure × point × image ×
 *    repeat of the block, maps for figures, notes. Maps of a method come from
 *    `methodMaps(cache, method, batch)`.
 *
 * What changes the numbers of a unit must be in the experiment's settings or in
 * the unit's labels and key: nothing else tells it from another when a run goes
 * on. What only chooses the units (how many runs, which fractions) must not.
 *
 * @module
 */
export {
  type Block,
  callText,
  type Experiment,
  type ExperimentUnit,
  type Origin,
  type Range,
  type RunContext,
  type UnitResult,
} from "./experiment.ts";
export { imagesFingerprint, modelFingerprint } from "./fingerprint.ts";
export { holdModels } from "./hold_models.ts";
export { Lease } from "./lease.ts";
export { MapCache } from "./map_cache.ts";
export { type MergedResult, mergeResults } from "./merge_results.ts";
export {
  methodIdentity,
  type MethodInput,
  methodOf,
  type MethodWithOptions,
  targetIdentity,
} from "./method_identity.ts";
export {
  explainedMaps,
  keptMaps,
  type MapBatch,
  methodMaps,
} from "./method_maps.ts";
export {
  type ControlsOf,
  type EvaluatedMethod,
  imagesBetween,
  type MethodsOptions,
  type PreparedMethods,
  prepareMethods,
  settingsJson,
} from "./prepare_methods.ts";
export { runExperiment } from "./run_experiment.ts";
export { RUN_OPTIONS, type RunOptions, runOptionsOf } from "./run_options.ts";
export { parseShard, type Shard } from "./shard.ts";
export { VERSION } from "./version.ts";
export { clearUnfinished, writeAtomic } from "./write_atomic.ts";
