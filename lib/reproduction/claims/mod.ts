/**
 * What the papers say, each with what is run to see it.
 *
 * @module
 */
import type { Claim } from "../claim.ts";
import { BASELINE_AND_FILL } from "./baseline_and_fill.ts";
import { CRITIQUE } from "./critique/mod.ts";
import { IN_DOMAIN } from "./in_domain.ts";
import { LEFT_FIGURE } from "./left_figure.ts";
import { PART_IMPORTANCE } from "./part_importance.ts";
import { RIGHT_FIGURE } from "./right_figure.ts";
import { BIAS_ABLATION, PSI_BY_TASK } from "./terms.ts";

/** All claims, in the order of the page over all. */
export const CLAIMS: readonly Claim[] = [
  LEFT_FIGURE,
  BASELINE_AND_FILL,
  RIGHT_FIGURE,
  IN_DOMAIN,
  PART_IMPORTANCE,
  PSI_BY_TASK,
  BIAS_ABLATION,
  ...CRITIQUE,
];
