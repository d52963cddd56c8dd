/**
 * What numbers over images say together.
 *
 * @module
 */
export {
  bootstrapInterval,
  type BootstrapOptions,
  type Interval,
} from "./bootstrap_interval.ts";
