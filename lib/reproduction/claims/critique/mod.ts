/**
 * The critique of positive aggregation and propagation (Khakzar, Baselizadeh &
 * Navab 2020), test by test.
 *
 * @module
 */
import type { Claim } from "../../claim.ts";
import { OTHER_CLASS_CLAIM } from "./other_class.ts";
import { CASCADING_CLAIM, INDEPENDENT_CLAIM } from "./randomization.ts";
import { TWO_OBJECTS_CLAIM } from "./two_objects.ts";

/** The claims of the critique. */
export const CRITIQUE: readonly Claim[] = [
  OTHER_CLASS_CLAIM,
  TWO_OBJECTS_CLAIM,
  CASCADING_CLAIM,
  INDEPENDENT_CLAIM,
];
