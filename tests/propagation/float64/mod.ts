/**
 * Every kind of operation in float64 and plain loops: what the tensor
 * operations are judged by.
 *
 * @module
 */
export {
  type Float64Network,
  float64Network,
  numericalGradient,
  type Others,
} from "./float64_network.ts";
export { dot, generate, type NdArray, sizeOf } from "./nd_array.ts";
export { REFERENCE, type Weights } from "./reference.ts";
