import type { EvaluationOptions } from "../comparison/mod.ts";

/** What every test of pairs of maps takes. */
export interface PairOptions extends EvaluationOptions {
  /**
   * Of how many images, the first ones, the maps are kept for figures.
   *
   * @default {1}
   */
  readonly examples?: number;
}

/**
 * How many maps are kept.
 *
 * @throws {RangeError} If it is not an integer of 0 or more.
 */
export function keptExamples(
  { examples = 1 }: PairOptions,
  count: number,
): number {
  if (Number.isInteger(examples) && examples >= 0) {
    return Math.min(examples, count);
  }
  throw new RangeError(
    `Cannot keep maps as examples must be an integer of 0 or more: current value is ${examples}`,
  );
}
