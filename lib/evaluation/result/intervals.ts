import type { Curve } from "../../display/mod.ts";
import {
  checkOptions,
  either,
  finite,
  type OptionRequirements,
  text,
} from "../../options/mod.ts";
import {
  BOOTSTRAP_OPTIONS,
  bootstrapInterval,
  type BootstrapOptions,
  type Interval,
} from "../statistics/mod.ts";
import type { EvaluationData } from "./evaluation_data.ts";
import {
  type AxisChoice,
  imageValues,
  isOfRuns,
  measureOf,
  placesOf,
  repeatValues,
} from "./read_values.ts";

/** The options of `Evaluation.interval`. */
export interface IntervalOptions extends BootstrapOptions {
  /**
   * Which point of the axis is meant, or the area under the curve: the mean
   * height along the axis of the figure.
   *
   * @default {"area"}
   */
  readonly at?: AxisChoice;
}

const INTERVAL_OPTIONS: OptionRequirements<IntervalOptions> = {
  ...BOOTSTRAP_OPTIONS,
  at: either(text, finite),
};

/**
 * The mean over images of one method, with its interval; of a number of a whole
 * dataset, over its repeats. `undefined` where there is no number yet.
 */
export function intervalOf(
  data: EvaluationData,
  method: string,
  measure: string | undefined,
  options: IntervalOptions = {},
): Interval | undefined {
  checkOptions("take an interval", options, INTERVAL_OPTIONS);
  const { at = "area", ...bootstrap } = options;
  const chosen = measureOf(data, measure);
  const values = isOfRuns(data)
    ? repeatValues(data, method, chosen, at)[0]!
    : imageValues(data, method, chosen, at);
  const numbers = values.filter((value) => value !== null);
  return numbers.length === 0
    ? undefined
    : bootstrapInterval(numbers, bootstrap);
}

/** The same at every point of the axis; NaN where there is no number yet. */
export function intervalsOf(
  data: EvaluationData,
  method: string,
  measure: string | undefined,
  options: BootstrapOptions = {},
): readonly Interval[] {
  return (data.axis?.values ?? ["area"]).map((at) =>
    intervalOf(data, method, measure, { ...options, at }) ??
      { mean: NaN, low: NaN, high: NaN, n: 0 }
  );
}

/** The means over images with their intervals, one curve a method. */
export function curvesOf(
  data: EvaluationData,
  measure: string | undefined,
  options: BootstrapOptions = {},
): readonly Curve[] {
  const { name } = measureOf(data, measure);
  return data.methods.map((method) => {
    const intervals = intervalsOf(data, method.name, name, options);
    return {
      name: method.name,
      x: placesOf(data.axis),
      y: intervals.map(({ mean }) => mean),
      interval: {
        low: intervals.map(({ low }) => low),
        high: intervals.map(({ high }) => high),
      },
      control: method.control,
    };
  });
}
