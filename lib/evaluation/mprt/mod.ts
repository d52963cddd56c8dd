/**
 * The randomization test, repaired: without the maps' own noise, or without a
 * similarity measure.
 *
 * @module
 */
export { efficientMprt, type EfficientMprtOptions } from "./efficient_mprt.ts";
export { smoothMprt, type SmoothMprtOptions } from "./smooth_mprt.ts";
