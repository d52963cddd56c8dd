/**
 * How operators are computed whose inputs are constants.
 *
 * @module
 */
import { ARITHMETIC_FOLDS } from "./arithmetic.ts";
import { ARRANGEMENT_FOLDS } from "./arrangement.ts";
import type { Folds } from "./fold.ts";
import { SCATTERING_FOLDS } from "./scattering.ts";

/** The operators that are computed when a network is loaded. */
export const FOLDS: Folds = {
  ...ARITHMETIC_FOLDS,
  ...ARRANGEMENT_FOLDS,
  ...SCATTERING_FOLDS,
};
