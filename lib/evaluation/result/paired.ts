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
  /** On how many of `n` the first does better; without a better, is greater. */
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
  /** How many pairs that were. */
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
  const corrected = holm(
    pairs.map(({ p }) => p).filter((p) => !Number.isNaN(p)),
  ).values();
  return pairs.map((pair) => ({
    ...pair,
    correctedP: Number.isNaN(pair.p) ? NaN : corrected.next().value!,
    pairs: pairs.length,
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
  const repeats = differencesOf(
    repeatValues(data, a, measure, at),
    repeatValues(data, b, measure, at),
  );
  const images = ofRuns ? repeats[0]! : differencesOf(
    [imageValues(data, a, measure, at)],
    [imageValues(data, b, measure, at)],
  )[0]!;
  const differences = images.filter((difference) => difference !== null);
  if (differences.length === 0) {
    throw new RangeError(
      `Cannot compare ${JSON.stringify(a)} with ${
        JSON.stringify(b)
      } as both must have a number of one image: all are missing`,
    );
  }
  const n = differences.length;
  const crossed = !ofRuns && n > 1 && data.repeats.count > 1;
  const rows = repeats.filter((row) => meansOf([row])[0] !== null);
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
 * Every method against one, by every measure that speaks for or against methods
 * (or, where none does, every one); pairs that have nothing in common are left
 * out, and those of one measure are corrected together.
 */
export function pairsWith(
  data: EvaluationData,
  method: string,
  options: Omit<PairedOptions, "measure"> = {},
): readonly PairedComparison[] {
  const { at = "area" } = options;
  return judgingMeasures(data).flatMap((measure) => {
    const own = imageValues(data, method, measure, at);
    const others = data.methods.filter(({ blurOf }) => blurOf === undefined)
      .map(({ name }) => name).filter((other) =>
        other !== method &&
        imageValues(data, other, measure, at)
          .some((value, i) => value !== null && own[i] !== null)
      );
    return comparePairs(data, method, others, {
      ...options,
      measure: measure.name,
    });
  });
}

/**
 * What blur alone gains: the blurred maps of every method less its own, by every
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
    const values = (name: string) => imageValues(data, name, measure, at);
    const pairs = data.methods.flatMap(({ name, blurOf }) => {
      if (blurOf === undefined) return [];
      const own = values(blurOf);
      return values(name).some((x, i) => x !== null && own[i] !== null)
        ? [comparePair(data, name, blurOf, measure, options)]
        : [];
    });
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
