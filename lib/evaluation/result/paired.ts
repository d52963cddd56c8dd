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
  crossedInterval,
  holm,
  type Interval,
  randomizationP,
} from "../statistics/mod.ts";
import type { EvaluationData, Measure } from "./evaluation_data.ts";
import {
  type AxisChoice,
  imageValues,
  isOfRuns,
  judgingMeasures,
  meansOf,
  measureOf,
  type Repeats,
  repeatValues,
} from "./read_values.ts";

/** The options of a paired comparison. */
export interface PairedOptions extends BootstrapOptions {
  /**
   * Name of the measure.
   *
   * @default the first one
   */
  readonly measure?: string;
  /**
   * Which point of the axis is compared, or the area under the curve: the mean
   * height along the axis of the figure.
   *
   * @default {"area"}
   */
  readonly at?: AxisChoice;
}

const PAIRED_OPTIONS: OptionRequirements<PairedOptions> = {
  ...BOOTSTRAP_OPTIONS,
  measure: text,
  at: either(text, finite),
};

/** How two methods differ on the same images. */
export interface PairedComparison extends Interval {
  /** The method that the numbers are of. */
  readonly a: string;
  /** The method that is taken away from it. */
  readonly b: string;
  /** What is compared. */
  readonly measure: string;
  /** Which point of the axis, or the area under the curve. */
  readonly at: AxisChoice;
  /** The mean of a − b. */
  readonly mean: number;
  /**
   * The interval over images alone, with these repeats; NaN where there is none.
   * Where there are several repeats, `low` and `high` are over both, and wider.
   */
  readonly overImages: Pick<Interval, "low" | "high">;
  /** What was resampled; `nothing` of one image or run: no interval, no p. */
  readonly over: "images" | "images and repeats" | "repeats" | "nothing";
  /** On how many of `n` the first does better; without a better, is higher. */
  readonly wins: number;
  /** On how many of `n` both are equal. */
  readonly ties: number;
  /**
   * The two-sided p of the paired randomization test over images, or over the runs
   * of a whole dataset; NaN where there is only one.
   */
  readonly p: number;
  /** p, corrected for all pairs that were compared with it (Holm). */
  readonly correctedP: number;
  /** How many pairs that were: those that have a p. */
  readonly pairs: number;
}

/**
 * How one method differs from each of some others, over the images, or the runs of
 * a whole dataset, that both have numbers of.
 *
 * @throws {RangeError} If there is no such method, measure or point, or nothing
 * in common.
 */
export function comparePairs(
  data: EvaluationData,
  a: string,
  others: readonly string[],
  options: PairedOptions,
): readonly PairedComparison[] {
  checkOptions("compare methods", options, PAIRED_OPTIONS);
  const measure = measureOf(data, options.measure);
  return correctedTogether(
    others.map((b) => comparePair(data, a, b, measure, options)),
  );
}

type UncorrectedPair = Omit<PairedComparison, "correctedP" | "pairs">;

/** Pairs with p corrected for their number (Holm); a pair without p has none. */
function correctedTogether(
  pairs: readonly UncorrectedPair[],
): readonly PairedComparison[] {
  const known = pairs.map(({ p }) => p).filter((p) => !Number.isNaN(p));
  const corrected = holm(known).values();
  return pairs.map((pair) => ({
    ...pair,
    correctedP: Number.isNaN(pair.p) ? NaN : corrected.next().value!,
    pairs: known.length,
  }));
}

function comparePair(
  data: EvaluationData,
  a: string,
  b: string,
  measure: Measure,
  { measure: _, at = "area", ...bootstrap }: PairedOptions,
): UncorrectedPair {
  const ofRuns = isOfRuns(data);
  const { differences, rows } = differencesIn(data, a, b, measure, at);
  if (differences.length === 0) {
    throw new RangeError(
      `Cannot compare ${JSON.stringify(a)} with ${
        JSON.stringify(b)
      } as both must have a number of one image: all are missing`,
    );
  }
  const n = differences.length;
  const crossed = !ofRuns && n > 1 && data.repeats.count > 1;
  const sign = measure.better === "lower" ? -1 : 1;
  const plain = bootstrapInterval(differences, bootstrap);
  const { low, high } = ofRuns ? { low: NaN, high: NaN } : plain;
  return {
    a,
    b,
    measure: measure.name,
    at,
    ...(crossed ? crossedInterval(rows, bootstrap) : plain),
    overImages: { low, high },
    n,
    over: overOf(n, ofRuns, crossed),
    wins: differences.filter((difference) => sign * difference > 0).length,
    ties: differences.filter((difference) => difference === 0).length,
    p: n === 1 ? NaN : randomizationP(differences, bootstrap.seed ?? 0),
  };
}

/**
 * A method against all others that it has something in common with, but for the
 * blurred ones, which {@linkcode blurPairs} compares with their own.
 */
export function compareWithOthers(
  data: EvaluationData,
  method: string,
  options: PairedOptions,
): readonly PairedComparison[] {
  checkOptions("compare methods", options, PAIRED_OPTIONS);
  const { at = "area" } = options;
  const measure = measureOf(data, options.measure);
  const others = data.methods.filter(({ name, blurOf }) =>
    name !== method && blurOf === undefined &&
    haveCommon(data, method, name, measure, at)
  );
  return comparePairs(data, method, others.map(({ name }) => name), options);
}

/**
 * Every method against one, by every measure that speaks for or against methods
 * (or, where none does, every one); pairs that have nothing in common are left
 * out, and those of one measure are corrected together.
 */
export function pairsWith(
  data: EvaluationData,
  method: string,
  options: Omit<PairedOptions, "measure"> = {},
): readonly PairedComparison[] {
  return judgingMeasures(data).flatMap(({ name: measure }) =>
    compareWithOthers(data, method, { ...options, measure })
  );
}

/**
 * What blur alone gains: the blurred maps of every method minus its own, by every
 * measure that speaks for or against methods; p of a measure's pairs are
 * corrected together. Methods that are not there blurred have none.
 */
export function blurPairs(
  data: EvaluationData,
  options: Omit<PairedOptions, "measure"> = {},
): readonly PairedComparison[] {
  checkOptions("compare methods", options, PAIRED_OPTIONS);
  const { at = "area" } = options;
  return judgingMeasures(data).flatMap((measure) => {
    const pairs = data.methods.flatMap(({ name, blurOf }) =>
      blurOf !== undefined && haveCommon(data, name, blurOf, measure, at)
        ? [comparePair(data, name, blurOf, measure, options)]
        : []
    );
    return correctedTogether(pairs);
  });
}

function overOf(
  n: number,
  ofRuns: boolean,
  crossed: boolean,
): PairedComparison["over"] {
  if (n === 1) return "nothing";
  if (ofRuns) return "repeats";
  return crossed ? "images and repeats" : "images";
}

/** Whether there is any difference of two methods. */
function haveCommon(
  data: EvaluationData,
  a: string,
  b: string,
  measure: Measure,
  at: AxisChoice,
): boolean {
  return differencesIn(data, a, b, measure, at).differences.length > 0;
}

/**
 * What two methods differ by, a number an image, or a run of a whole dataset, and
 * the rows by repeat that these are the means of. A repeat that one of the two has
 * no number of does not count.
 */
function differencesIn(
  data: EvaluationData,
  a: string,
  b: string,
  measure: Measure,
  at: AxisChoice,
): { readonly differences: readonly number[]; readonly rows: Repeats[] } {
  const repeats = differencesOf(
    repeatValues(data, a, measure, at),
    repeatValues(data, b, measure, at),
  );
  const means = meansOf(repeats);
  const rows = repeats.filter((_, image) => means[image] !== null);
  if (isOfRuns(data)) return { differences: numbersOf(repeats[0]!), rows };
  // Of a complete image the difference of the means, which any repeats have.
  const [complete] = differencesOf(
    [imageValues(data, a, measure, at)],
    [imageValues(data, b, measure, at)],
  );
  const images = repeats.map((row, image) =>
    row.includes(null) ? means[image]! : complete![image]!
  );
  return { differences: numbersOf(images), rows };
}

function numbersOf(values: Repeats): readonly number[] {
  return values.filter((value) => value !== null);
}

/** Number by number; `null` where one of the two is missing. */
function differencesOf(
  a: readonly Repeats[],
  b: readonly Repeats[],
): readonly Repeats[] {
  return a.map((row, i) =>
    row.map((value, k) => {
      const other = b[i]![k]!;
      return value === null || other === null ? null : value - other;
    })
  );
}
