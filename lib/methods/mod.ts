/**
 * The methods: from a model and images to a saliency map.
 *
 * @module
 */
export { fullGrad, type FullGradOptions } from "./full_grad.ts";
export {
  type GradientOptions,
  inputGradient,
  inputTimesGradient,
} from "./input_gradient.ts";
export type { NoiseDraws, NoiseOptions } from "./noise.ts";
export {
  simpleFullGrad,
  type SimpleFullGradOptions,
} from "./simple_full_grad.ts";
export {
  smoothFullGrad,
  type SmoothFullGradOptions,
} from "./smooth_full_grad.ts";
