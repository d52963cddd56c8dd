import type { LineMark } from "./plot.ts";

/** Returns the stretches of consecutive points whose values are finite. */
export function pointRuns(
  x: readonly number[],
  y: readonly number[],
): [number, number][][] {
  const runs: [number, number][][] = [];
  let open: [number, number][] | undefined;
  x.forEach((at, i) => {
    const value = y[i];
    if (value === undefined || !Number.isFinite(value)) {
      open = undefined;
    } else if (open === undefined) {
      open = [[at, value]];
      runs.push(open);
    } else {
      open.push([at, value]);
    }
  });
  return runs;
}

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

/** Points up to which each has its symbol. */
const MOST_POINTS = 30;
/** Symbols of a line of more points. */
export const MOST_SYMBOLS = 12;

/**
 * Returns how many points of a line there are for each that has a symbol. A
 * long line has few, and none where its color alone tells it apart.
 */
export function symbolPitch({ x, symbol }: LineMark): number {
  if (x.length <= MOST_POINTS) return 1;
  return symbol === "circle" ? Infinity : Math.ceil(x.length / MOST_SYMBOLS);
}
