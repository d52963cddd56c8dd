/**
 * From terms to maps in plain loops and float64: what the tensor operations
 * are judged by.
 *
 * @module
 */
export { fusedTerm } from "./fused_term.ts";
export { RECIPES } from "./recipes.ts";
export { resizeMatrix, type Resizing } from "./resize_matrix.ts";
export { type Recipe, type SiteTerms, slowMap } from "./slow_map.ts";
