/** What is said of an output f(x) and the output f(x′) of the changed image. */
export type ChangeMeasure = "change" | "drop" | "output";

interface Measure {
  /** Words for an axis. */
  readonly meaning: string;
  readonly of: (before: number, after: number) => number;
}

/**
 * The measures, by name: the paper's fractional change, the same with its sign,
 * and the output itself.
 */
export const CHANGE_MEASURES: { readonly [K in ChangeMeasure]: Measure } = {
  change: {
    meaning: "|f(x) − f(x′)| / |f(x)|",
    of: (before, after) => ratio(Math.abs(before - after), Math.abs(before)),
  },
  drop: {
    meaning: "(f(x) − f(x′)) / |f(x)|",
    of: (before, after) => ratio(before - after, Math.abs(before)),
  },
  output: { meaning: "f(x′)", of: (_, after) => after },
};

/** 0/0 is 0: an output that was 0 and stays it has not changed. */
function ratio(difference: number, whole: number): number {
  return difference === 0 ? 0 : difference / whole;
}

/**
 * The measure of a name.
 *
 * @throws {RangeError} If there is none of this name.
 */
export function changeMeasure(name: ChangeMeasure): Measure {
  if (Object.hasOwn(CHANGE_MEASURES, name)) return CHANGE_MEASURES[name];
  throw new RangeError(
    `Cannot measure a change as measure must be one of ${
      Object.keys(CHANGE_MEASURES).join(", ")
    }: current value is ${JSON.stringify(name)}`,
  );
}
