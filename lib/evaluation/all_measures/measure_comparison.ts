import {
  type Bundle,
  type Cell,
  DataTable,
  displaySections,
  type Figure,
} from "../../display/mod.ts";
import {
  Evaluation,
  linkedMapsFigure,
  type LinkedMapsOptions,
  type Measure,
  parseEvaluation,
  sameMaps,
} from "../result/mod.ts";
import { averageRanks } from "../similarity/mod.ts";
import type { Interval } from "../statistics/mod.ts";
import {
  agreementFigure,
  concordanceWords,
  type MeasuredMethod,
  ranksFigure,
} from "./comparison_figures.ts";
import {
  agreements,
  concordance,
  consistency,
  type RankAgreement,
  scoresOf,
} from "./rank_agreement.ts";

/**
 * What several experiments say of the same methods on the same images: one
 * {@linkcode Evaluation} of all of their measures, with the ranks of the methods
 * and how far measures agree on them.
 *
 * Last in a notebook cell it draws the ranks, the agreement, and the maps of one
 * image, in which the pointer reads all methods at once.
 *
 * @example
 * ```ts
 * import { compareMeasures, fullGrad, gradCam, loadModel, MeasureComparison } from "fullgrad";
 * import { MEASURES } from "fullgrad/evaluation";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const comparison = await compareMeasures(model, "data/images/boat.png", {
 *   methods: { FullGrad: fullGrad, GradCAM: gradCam },
 *   measures: { complexity: MEASURES.complexity },
 * });
 * const again = MeasureComparison.from(JSON.stringify(comparison));
 * assertEquals(again.ranks(), comparison.ranks());
 * ```
 */
export class MeasureComparison extends Evaluation {
  /**
   * The comparison that a file or a text holds.
   *
   * @param json What `JSON.stringify(comparison)` wrote, or the same parsed.
   * @throws {SyntaxError} If it is not a record of this form.
   */
  static override from(json: string | object): MeasureComparison {
    return new MeasureComparison(parseEvaluation(json));
  }

  /** The mean, the interval, n and the rank of every method under every measure. */
  ranks(): readonly MeasuredMethod[] {
    const { methods, measures } = this.data;
    return measures.flatMap(({ name: measure, better }) => {
      const scored = methods.map(({ name: method }) => {
        const some = this.values(method, measure)[0]!.some((x) => x !== null);
        return {
          method,
          measure,
          ...(some
            ? this.interval(method, measure)
            : { mean: NaN, low: NaN, high: NaN, n: 0 }),
        };
      });
      const known = scored.filter(({ n }) => n > 0);
      const ranks = averageRanks(
        Float64Array.from(
          known,
          ({ mean }) => better === "lower" ? mean : -mean,
        ),
      );
      return scored.map((score) => ({
        ...score,
        rank: better === undefined ? undefined : ranks[known.indexOf(score)],
      }));
    });
  }

  /** The same as a table: a row a method and measure. */
  ranksTable(): DataTable {
    const { methods, measures } = this.data;
    const entries = new Map(methods.map((method) => [method.name, method]));
    const better = new Map(measures.map(({ name, better }) => [name, better]));
    const cell = (value: number | undefined): Cell =>
      value === undefined || !Number.isFinite(value) ? null : value;
    return new DataTable({
      columns: [
        { name: "method", meaning: "name of the method or control" },
        {
          name: "control",
          meaning: "true: it is there to tell what a number means",
        },
        {
          name: "same_as",
          meaning: "a method with the same maps by construction",
        },
        { name: "measure", meaning: "what is measured" },
        { name: "better", meaning: "whether low or high is better" },
        { name: "mean", meaning: "mean over images" },
        { name: "low", meaning: "lower end of its 95 % interval over images" },
        { name: "high", meaning: "upper end of its 95 % interval" },
        { name: "n", meaning: "images with a number" },
        { name: "rank", meaning: "place by the mean, 1 being the best" },
      ],
      rows: this.ranks().map((
        { method, measure, mean, low, high, n, rank },
      ) => {
        const { control, sameAs } = entries.get(method)!;
        return [
          method,
          control,
          sameAs?.method ?? null,
          measure,
          better.get(measure) ?? null,
          cell(mean),
          cell(low),
          cell(high),
          n,
          cell(rank),
        ];
      }),
    });
  }

  /**
   * How alike every two measures rank the methods: the mean over images of
   * Kendall's τ-b, its bootstrap interval over images, and of how many. Controls do
   * not count, and of methods that are the same by construction one.
   */
  agreement(): readonly RankAgreement[] {
    return agreements(scoresOf(this.data));
  }

  /** The same as a table: a row a pair of measures. */
  agreementTable(): DataTable {
    const cell = (value: number) => Number.isFinite(value) ? value : null;
    return new DataTable({
      columns: [
        { name: "a", meaning: "one measure" },
        { name: "b", meaning: "the other" },
        { name: "tau", meaning: "Kendall's τ-b of methods, mean over images" },
        { name: "low", meaning: "lower end of its 95 % interval over images" },
        { name: "high", meaning: "upper end of its 95 % interval" },
        { name: "n", meaning: "images on which both order the methods" },
      ],
      rows: this.agreement().map(({ a, b, mean, low, high, n }) => [
        a,
        b,
        cell(mean),
        cell(low),
        cell(high),
        n,
      ]),
    });
  }

  /**
   * How far all measures agree: the mean over images of Kendall's W of their ranks
   * of the methods, with its interval. Of m measures without anything in common it
   * is 1 / m. Of fewer than two measures it is NaN, with `n` 0.
   */
  concordance(): Interval {
    return concordance(scoresOf(this.data));
  }

  /**
   * How alike images rank the methods under each measure: Kendall's W over images
   * with a number; `null` of fewer than two, or where none orders them. A measure
   * that does not agree with itself cannot agree with another.
   */
  consistency(): Readonly<Record<string, number | null>> {
    return Object.fromEntries(
      scoresOf(this.data).map((scores) => [
        scores.measure.name,
        consistency(scores),
      ]),
    );
  }

  /**
   * The ranks: a row a method, a column a measure that speaks for or against them.
   *
   * @throws {RangeError} If no measure does.
   */
  ranksFigure(): Figure {
    this.#checkJudging(1, "ranks");
    return ranksFigure(this.data, this.ranks());
  }

  /**
   * How alike every two measures rank the methods, as a matrix.
   *
   * @throws {RangeError} If there are not two that speak for or against methods.
   */
  agreementFigure(): Figure {
    this.#checkJudging(2, "how alike measures are");
    return agreementFigure(
      scoresOf(this.data).map(({ measure }) => measure.name),
      this.agreement(),
      this.concordance(),
    );
  }

  /**
   * The maps of one image by all methods and controls: hovering over one reads the
   * value of all at that pixel, in pages and in notebooks after `startNotebook`.
   *
   * @param image Position among the images whose maps were kept.
   * @param options Which methods, and how they are drawn.
   * @throws {RangeError} If its maps were not kept.
   */
  override mapsFigure(
    image: number = 0,
    options: LinkedMapsOptions = {},
  ): Figure {
    return linkedMapsFigure(this.data, image, options);
  }

  /** The options, the agreement, the notes and the limits in words. */
  override get text(): readonly string[] {
    const { model, images, settings, notes, limits, methods, provenance } =
      this.data;
    const unranked = this.data.measures.filter(({ better }) => !better);
    return [
      `${model.name}, ${images.names.length} images. ${
        Object.entries(settings).map(([name, own]) =>
          `${name} ${JSON.stringify(own)}`
        ).join(" · ")
      }. With *: controls.`,
      this.#agreementWords,
      ...(unranked.length === 0 ? [] : [
        `In the table without a rank, as no value of them speaks for a method: ${
          unranked.map(({ name }: Measure) => name).join(", ")
        }.`,
      ]),
      ...sameMaps(methods),
      ...notes,
      ...limits,
      `fullgrad ${provenance.version}, ${provenance.backend}.`,
    ];
  }

  /** Returns what a notebook shows. */
  [Symbol.for("Jupyter.display")](): Promise<Bundle> {
    return displaySections([
      ...(this.#judging.length === 0 ? [{ figure: this.ranksTable() }] : [
        { figure: this.ranksFigure() },
        // Of one measure, or one method, there is nothing to draw.
        ...(this.agreement().some(({ n }) => n > 0)
          ? [{ figure: this.agreementFigure() }]
          : []),
      ]),
      ...(this.data.panels ? [{ figure: this.mapsFigure() }] : []),
      { text: this.text },
    ]);
  }

  /** The measures by which methods have ranks. */
  get #judging(): readonly Measure[] {
    return this.data.measures.filter(({ better }) => better);
  }

  /** How far all measures agree, or that there are not two. */
  get #agreementWords(): string {
    const [first, second] = this.#judging;
    if (first === undefined) {
      return "No measure speaks for or against a method: there are no ranks, and nothing to agree on.";
    }
    return second === undefined
      ? `Only ${first.name} speaks for or against a method: there is no other measure to agree with.`
      : `Kendall's W of all measures, mean over images: ${
        concordanceWords(this.concordance())
      }.`;
  }

  /** @throws {RangeError} If fewer measures speak for or against methods. */
  #checkJudging(least: 1 | 2, action: string): void {
    if (this.#judging.length >= least) return;
    throw new RangeError(
      `Cannot draw ${action} as ${
        ["one", "two"][least - 1]
      } of the measures must speak for or against methods: current measures are ${
        this.data.measures.map(({ name }) => name).join(", ")
      }`,
    );
  }
}
