/**
 * The full-gradient: the output as the sum of an input term and bias terms.
 *
 * @module
 */
export type { BiasTerm, Site } from "./bias_term.ts";
export { decompose, type Decomposition, siteOf } from "./decompose.ts";
