import {
  type EvaluationData,
  imageValues,
  judgingMeasures,
  type Measure,
} from "../result/mod.ts";
import { kendallTau, kendallW } from "../similarity/mod.ts";
import { bootstrapInterval, type Interval } from "../statistics/mod.ts";

/** How alike two measures rank methods. */
export interface RankAgreement extends Interval {
  /** The one measure. */
  readonly a: string;
  /** The other. */
  readonly b: string;
}

/** What a measure says of the methods, image by image: the higher the better. */
export interface Scores {
  readonly measure: Measure;
  /** By image and method; `null` where there is none. */
  readonly values: readonly (readonly (number | null)[])[];
}

/**
 * The scores of every measure that speaks for or against methods, of the methods
 * that are compared: no controls, and of those that are the same by construction
 * the first.
 */
export function scoresOf(data: EvaluationData): readonly Scores[] {
  const methods = data.methods.filter(({ control, sameAs }) =>
    !control && !sameAs
  );
  return judgingMeasures(data).filter(({ better }) => better)
    .map((measure) => {
      const sign = measure.better === "lower" ? -1 : 1;
      const byMethod = methods.map(({ name }) =>
        imageValues(data, name, measure, "area")
      );
      return {
        measure,
        values: data.images.names.map((_, i) =>
          byMethod.map((values) => {
            const value = values[i]!;
            return value === null ? null : sign * value;
          })
        ),
      };
    });
}

/**
 * The mean over images of Kendall's τ-b between what every two measures say of the
 * methods, with its bootstrap interval over images; of n images on which both
 * order them.
 */
export function agreements(
  scores: readonly Scores[],
): readonly RankAgreement[] {
  return scores.flatMap((a, i) =>
    scores.slice(i + 1).map((b) => ({
      a: a.measure.name,
      b: b.measure.name,
      ...intervalOf(
        a.values.map((values, image) => {
          const [x, y] = common([values, b.values[image]!]);
          return kendallTau(x!, y!);
        }),
      ),
    }))
  );
}

/**
 * The mean over images of Kendall's W of all measures, with its interval; none of
 * fewer than two.
 */
export function concordance(scores: readonly Scores[]): Interval {
  const images = scores.length < 2 ? [] : scores[0]!.values;
  return intervalOf(
    images.map((_, image) =>
      kendallW(common(scores.map(({ values }) => values[image]!)))
    ),
  );
}

/**
 * Kendall's W of the images of one measure: how alike they rank the methods. It
 * bounds how far the measure can agree with another one, image by image. Images
 * without any number do not count; one image alone agrees with none.
 */
export function consistency({ values }: Scores): number | null {
  const judged = values.filter((row) => row.some((value) => value !== null));
  return judged.length < 2 ? null : kendallW(common(judged));
}

/** The entries that all lists have. */
function common(
  lists: readonly (readonly (number | null)[])[],
): readonly (readonly number[])[] {
  const kept = (lists[0] ?? []).flatMap((_, i) =>
    lists.every((list) => list[i] !== null) ? [i] : []
  );
  return lists.map((list) => kept.map((i) => list[i]!));
}

function intervalOf(values: readonly (number | null)[]): Interval {
  const numbers = values.filter((value) => value !== null);
  return numbers.length === 0
    ? { mean: NaN, low: NaN, high: NaN, n: 0 }
    : bootstrapInterval(numbers);
}
