import { pointRuns } from "./point_runs.ts";

/**
 * Returns the outlines of a band, a closed polygon for each stretch where both
 * of its edges are finite.
 */
export function bandOutline(
  x: readonly number[],
  { low, high }: {
    readonly low: readonly number[];
    readonly high: readonly number[];
  },
): [number, number][][] {
  const lower = low.map((y, i) => Number.isFinite(high[i]) ? y : NaN);
  const upper = high.map((y, i) => Number.isFinite(low[i]) ? y : NaN);
  const bottoms = pointRuns(x, lower);
  return pointRuns(x, upper).map((top, i) => [
    ...top,
    ...(bottoms[i] ?? []).toReversed(),
  ]);
}
