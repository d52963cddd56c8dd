/**
 * What numbers over images say together.
 *
 * @module
 */
export {
  BOOTSTRAP_OPTIONS,
  bootstrapInterval,
  type BootstrapOptions,
  crossedInterval,
  type Interval,
} from "./bootstrap_interval.ts";
export { holm, randomizationP } from "./randomization_p.ts";
