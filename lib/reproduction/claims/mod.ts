/**
 * What the papers say, each with what is run to see it.
 *
 * @module
 */
import type { Claim } from "../claim.ts";
import { LEFT_FIGURE } from "./left_figure.ts";

/** All claims, in the order of the page over all. */
export const CLAIMS: readonly Claim[] = [LEFT_FIGURE];
