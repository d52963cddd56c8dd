/**
 * How much of a map there is to read.
 *
 * @module
 */
export { complexity, type ComplexityOptions } from "./complexity.ts";
export {
  attributionEntropy,
  effectiveComplexity,
  sparseness,
} from "./measures.ts";
