import {
  checkValue,
  type OptionRequirements,
  type Requirement,
} from "../../options/mod.ts";
import { checkItems, FIGURE, type FigureOptions, label } from "./options.ts";

/** One line of a figure, with the interval around it. */
export interface Curve {
  /** Plain text in the legend and on hover. */
  readonly name: string;
  /** Places of the points, in order. */
  readonly x: readonly number[];
  /** One value for each place; NaN leaves a gap. */
  readonly y: readonly number[];
  /** The interval's ends, one of each for each place. */
  readonly interval?: {
    readonly low: readonly number[];
    readonly high: readonly number[];
  } | undefined;
  /**
   * Whether it is a control: gray and dashed, so that no method has its color,
   * with a dash and points of its own.
   *
   * @default {false}
   */
  readonly control?: boolean | undefined;
  /**
   * Whether the line is dashed.
   *
   * @default {false}
   */
  readonly dashed?: boolean | undefined;
}

/** Options of {@linkcode curveFigure}. */
export interface CurveFigureOptions extends FigureOptions {
  /** What the places of the points mean, in plain text. */
  readonly x: string;
  /** What the values mean, in plain text. */
  readonly y: string;
  /** Texts for places that are no numbers, such as names of layers. */
  readonly places?:
    | readonly {
      readonly value: number;
      readonly text: string;
    }[]
    | undefined;
  /** Ends of the upright axis; what the curves need by default. */
  readonly range?: readonly [number, number] | undefined;
  /**
   * What the intervals are.
   *
   * @default {"interval"}
   */
  readonly interval?: string | undefined;
}

const numbers: Requirement = {
  expected: "a list of numbers",
  isType: (value) =>
    Array.isArray(value) && value.every((entry) => typeof entry === "number"),
};

/** What the options of curves must be. */
export const CURVE_OPTIONS: OptionRequirements<CurveFigureOptions> = {
  ...FIGURE,
  x: label,
  y: label,
  places: {
    expected: "a list of { value, text }",
    isType: (places) =>
      Array.isArray(places) &&
      places.every((place) =>
        typeof place?.value === "number" && typeof place.text === "string"
      ),
  },
  range: {
    expected: "two finite numbers, the lesser first",
    isType: (range) => numbers.isType(range),
    isValue: ([low = NaN, high = NaN, ...more]: readonly number[]) =>
      Number.isFinite(high - low) && low < high && more.length === 0,
  },
  interval: label,
};

const MOST_CURVES = 200;

/**
 * Checks that curves can be drawn.
 *
 * @throws {TypeError} If a curve has no name, values that are no list of
 * numbers, or another number of places than of values.
 * @throws {RangeError} If there is no curve or too many, or no finite point.
 */
export function checkCurves(curves: readonly Curve[]): void {
  checkItems("draw curves", "curves", curves, MOST_CURVES);
  for (const { name, x, y, interval } of curves) {
    checkValue("draw curves", "the name of a curve", name, label);
    const lists = { x, y, ...interval };
    for (const [list, values] of Object.entries(lists)) {
      checkValue(`draw curve "${name}"`, list, values, numbers);
    }
    for (const { length } of [y, interval?.low ?? x, interval?.high ?? x]) {
      if (length === x.length) continue;
      throw new TypeError(
        `Cannot draw curve "${name}" as it must have ${x.length} values, one for each place: current value is ${length}`,
      );
    }
    if (!x.every(Number.isFinite)) {
      throw new RangeError(
        `Cannot draw curve "${name}" as its places must be finite: current value is [${x}]`,
      );
    }
  }
  if (!curves.some(({ y }) => y.some(Number.isFinite))) {
    throw new RangeError(
      "Cannot draw curves as some value must be finite: current value has none",
    );
  }
}
