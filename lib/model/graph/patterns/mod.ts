/**
 * What exporters spell out, recognized: so that rules apply to it by name, and
 * results show one site in place of ten.
 *
 * @module
 */
import { gatedActivation, hardSigmoid, leakyRelu } from "./activations.ts";
import { affineChain, biasBehind } from "./affine.ts";
import { batchNorm } from "./batch_norm.ts";
import { squeezeExcite, weightedSum, weighting } from "./gates.ts";
import { normalization, normalizationFactor } from "./normalizations.ts";
import { attention } from "./attention.ts";
import type { Pattern } from "./rewrite.ts";

export type { Pattern } from "./rewrite.ts";
export { recognize } from "./rewrite.ts";

/** All patterns, in the order in which they are tried. */
export const PATTERNS: readonly Pattern[] = [
  gatedActivation,
  hardSigmoid,
  leakyRelu,
  normalization,
  normalizationFactor,
  biasBehind,
  affineChain,
  batchNorm,
  squeezeExcite,
  weighting,
  attention,
  weightedSum,
];

/** The patterns of layers, which spell out nothing but gates. */
export const GATES: readonly Pattern[] = [
  squeezeExcite,
  weighting,
  weightedSum,
];
