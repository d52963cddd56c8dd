/**
 * How far maps move when the image hardly does.
 *
 * @module
 */
export {
  type ExplainedInput,
  lipschitzRatio,
  mapSensitivity,
} from "./measures.ts";
export { robustness, type RobustnessOptions } from "./robustness.ts";
