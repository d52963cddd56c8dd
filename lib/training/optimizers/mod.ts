/**
 * How gradients change weights.
 *
 * @module
 */
export type { Adam, Optimizer, SgdMomentum } from "./optimizer.ts";
export {
  type Parameter,
  type RunningOptimizer,
  startOptimizer,
} from "./start_optimizer.ts";
