/**
 * Every kind of operation in float64 and plain loops: what the tensor
 * operations are judged by.
 *
 * @module
 */
export {
  convolution,
  type ConvolutionShape,
  filterGradient,
  inputGradient,
} from "./convolution.ts";
export {
  type Float64Network,
  float64Network,
  numericalGradient,
  type Others,
} from "./float64_network.ts";
export {
  combine,
  dot,
  generate,
  type NdArray,
  overAxes,
  sizeOf,
  valueAt,
  valueOr,
} from "./nd_array.ts";
export { type PoolShape, poolWindows } from "./pooling.ts";
export { REFERENCE, type Weights } from "./reference.ts";
export { outSize, type WindowShape } from "./windows.ts";
