/**
 * How the learning rate runs.
 *
 * @module
 */
export { checkSchedule, rateAt } from "./rate_at.ts";
export type {
  ConstantSchedule,
  CosineSchedule,
  RatedSchedule,
  Schedule,
  StepSchedule,
} from "./schedule.ts";
