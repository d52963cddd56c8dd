import { citationsFor, wordsOf } from "../../citations/mod.ts";
import {
  type Bundle,
  type CsvOptions,
  type Curve,
  DataTable,
  displaySections,
  type Figure,
  RESULT_FIGURE,
  type ResultFigureOptions,
  tableCsv,
} from "../../display/mod.ts";
import { checkOptions } from "../../options/mod.ts";
import type { BootstrapOptions, Interval } from "../statistics/mod.ts";
import { EVALUATION_FORMAT, type EvaluationData } from "./evaluation_data.ts";
import { evaluationSections, evaluationText } from "./evaluation_text.ts";
import { barsFigure, pairedBarsFigure } from "./figures/bars_figure.ts";
import { linesFigure } from "./figures/lines_figure.ts";
import {
  type MapsFigureOptions,
  panelsFigure,
} from "./figures/panels_figure.ts";
import {
  curvesOf,
  intervalOf,
  type IntervalOptions,
  intervalsOf,
} from "./intervals.ts";
import {
  blurPairs,
  comparePairs,
  compareWithOthers,
  type PairedComparison,
  type PairedOptions,
  pairsWith,
} from "./paired.ts";
import { parseEvaluation } from "./parse_evaluation.ts";
import {
  type AxisChoice,
  cellsOf,
  judgingMeasures,
  meansOf,
  measureOf,
} from "./read_values.ts";
import { pairedTableOf, tableOf } from "./table.ts";
import { winWord } from "./words.ts";

/**
 * What an experiment found: numbers by method, measure, point of the axis,
 * image and repeat, in one plain record, `data`, with what they were made from
 * and what must not be concluded from them.
 *
 * `JSON.stringify(evaluation)` writes the record and {@linkcode Evaluation.from}
 * reads it. Last in a notebook cell it draws itself: every measure that speaks
 * for or against methods (or, where none does, every one), with intervals; the
 * first method minus each other one on the same images; then options, notes and
 * limits.
 *
 * @example
 * ```ts
 * import { Evaluation, inputGradient, loadModel, pixelPerturbation, renderShapes } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { rgb } = renderShapes({ seed: 1, count: 2 });
 * const result = await pixelPerturbation(
 *   model,
 *   { data: rgb, shape: [2, 64, 64, 3] },
 *   { methods: { Gradient: inputGradient }, fractions: [0.01, 0.1], repeats: 1 },
 * );
 * const again = Evaluation.from(JSON.stringify(result));
 * assertEquals(again.data, result.data);
 * const { n, wins } = again.paired("Gradient", "Random");
 * assertEquals(n, 2);
 * console.log(`Gradient beats Random on ${wins} of ${n} images`);
 * ```
 */
export class Evaluation {
  /** The record: everything else is computed from it. */
  readonly data: EvaluationData;

  /** The evaluation of a record, as it is. */
  constructor(data: EvaluationData) {
    this.data = data;
  }

  /** What saved records of this class call their form. */
  static readonly format: string = EVALUATION_FORMAT;

  /**
   * The evaluation that a file or a text holds.
   *
   * @param json What `JSON.stringify(evaluation)` wrote, or the same parsed.
   * @throws {SyntaxError} If it is not a record of this form.
   */
  static from(json: string | object): Evaluation {
    return new Evaluation(parseEvaluation(json));
  }

  /** The record: `JSON.stringify` writes an evaluation as its data. */
  toJSON(): EvaluationData {
    return this.data;
  }

  /**
   * The numbers of one method, by point of the axis and image: means over the
   * repeats, `null` where there is none.
   *
   * @param measure Its name; the first one by default.
   * @throws {RangeError} If there is no such method or measure.
   */
  values(
    method: string,
    measure?: string,
  ): readonly (readonly (number | null)[])[] {
    return cellsOf(this.data, method, measureOf(this.data, measure))
      .map(meansOf);
  }

  /**
   * The mean over images of one method, with its bootstrap interval; of a
   * number of a whole dataset, over its repeats. Along an axis it is of the area
   * under the curve, unless one point is asked for. Images without a number are
   * left out, and of one number there is no interval: its ends are NaN.
   *
   * @param measure Its name; the first one by default.
   * @throws {RangeError} If there is no such method, measure or point, no number
   * at all, or an option is not valid.
   */
  interval(
    method: string,
    measure?: string,
    options: IntervalOptions = {},
  ): Interval {
    const interval = intervalOf(this.data, method, measure, options);
    if (interval !== undefined) return interval;
    throw new RangeError(
      `Cannot read the method ${
        JSON.stringify(method)
      } as it must have a number: all are missing`,
    );
  }

  /** The same at every point of the axis; NaN where there is no number yet. */
  intervals(
    method: string,
    measure?: string,
    options: BootstrapOptions = {},
  ): readonly Interval[] {
    return intervalsOf(this.data, method, measure, options);
  }

  /**
   * How two methods differ on the same images: the mean of a − b, its bootstrap
   * interval, on how many images a does better (by a measure without a better, is
   * higher), and p.
   *
   * The interval is over images, and over images and repeats alike where there
   * are several. Overlap of the two methods' own intervals is no test, this is.
   *
   * @throws {RangeError} If there is no such method, measure or point, no image
   * has a number of both, or an option is not valid.
   */
  paired(a: string, b: string, options: PairedOptions = {}): PairedComparison {
    return comparePairs(this.data, a, [b], options)[0]!;
  }

  /**
   * How one method differs from others, each as in
   * {@linkcode Evaluation.paired}, with p corrected for their number (Holm).
   *
   * @param others All other methods with numbers of the same images by default,
   * without those that are there blurred: {@linkcode Evaluation.blurGains} compares
   * these with their own.
   */
  pairedWith(
    method: string,
    others?: readonly string[],
    options: PairedOptions = {},
  ): readonly PairedComparison[] {
    return others === undefined
      ? compareWithOthers(this.data, method, options)
      : comparePairs(this.data, method, others, options);
  }

  /**
   * A row for every other method, as {@linkcode Evaluation.pairedWith} takes them,
   * and every measure that speaks for or against methods: the difference, its
   * intervals over images and over images and repeats, wins, ties, n, p and Holm's
   * p, for {@linkcode tableCsv}.
   *
   * @throws {RangeError} If there is no such method or point.
   */
  pairedTable(
    method: string,
    options: Omit<PairedOptions, "measure"> = {},
  ): DataTable {
    return this.#pairsTable(pairsWith(this.data, method, options), options);
  }

  /**
   * What blur alone gains (arXiv 2304.13836): the blurred maps of every method
   * minus its own on the same images or runs, by every measure that speaks for or
   * against methods, with p corrected for the methods of a measure (Holm).
   *
   * @returns A pair for every method and measure; none where no method is there
   * blurred, as with the option `blurred` of removals and of retraining.
   * @throws {RangeError} If there is no such point, or an option is not valid.
   */
  blurGains(
    options: Omit<PairedOptions, "measure"> = {},
  ): readonly PairedComparison[] {
    return blurPairs(this.data, options);
  }

  /** The same as a table: a row a method and measure, for {@linkcode tableCsv}. */
  blurTable(options: Omit<PairedOptions, "measure"> = {}): DataTable {
    return this.#pairsTable(this.blurGains(options), options);
  }

  #pairsTable(
    pairs: readonly PairedComparison[],
    { level }: BootstrapOptions,
  ): DataTable {
    // Of several measures all have a better, or none has.
    const won = winWord(judgingMeasures(this.data)[0]!);
    return new DataTable(pairedTableOf(pairs, won, level));
  }

  /** A row for every method, point, image and repeat; a column a measure. */
  table(): DataTable {
    return new DataTable(tableOf(this.data));
  }

  /** The table as CSV; see {@linkcode tableCsv}. */
  toCsv(options: CsvOptions = {}): string {
    return tableCsv(this.table(), options);
  }

  /**
   * What to cite: the papers of the experiment, its measures and its options, and
   * of every method, as BibTeX.
   */
  citations(): string {
    const { experiment, measures, methods, settings } = this.data;
    return citationsFor([
      experiment,
      ...measures.map(({ name }) => name),
      ...methods.map(({ method }) => method),
      ...wordsOf(settings),
      ...methods.flatMap(({ settings }) => wordsOf(settings)),
    ]);
  }

  /** The experiment, and {@linkcode Evaluation.text}. */
  toString(): string {
    return [this.data.experiment, ...this.text].join("\n");
  }

  /** What `console.log` shows. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return String(this);
  }

  /** The options, the scores, the notes and the limits in words. */
  get text(): readonly string[] {
    return evaluationText(this.data);
  }

  /** The means over images with their intervals, one curve a method. */
  curves(measure?: string, options: BootstrapOptions = {}): readonly Curve[] {
    return curvesOf(this.data, measure, options);
  }

  /**
   * A figure of the first measure, as of one that is named.
   *
   * @param options How it is drawn.
   */
  figure(options: ResultFigureOptions): Figure;
  /**
   * A figure of one measure: along an axis a curve a method, else a bar.
   *
   * @param measure Its name; the first one by default.
   * @param options How it is drawn.
   * @throws {RangeError} If there is no such measure, or it has no number.
   */
  figure(measure?: string, options?: ResultFigureOptions): Figure;
  figure(
    first?: string | ResultFigureOptions,
    second: ResultFigureOptions = {},
  ): Figure {
    const [measure, options] = typeof first === "object"
      ? [undefined, first]
      : [first, second];
    const chosen = measureOf(this.data, measure);
    return (this.data.axis?.values.length ?? 1) > 1
      ? linesFigure(this.data, chosen, options)
      : barsFigure(this.data, chosen, "area", options);
  }

  /**
   * A bar a method, the best first: along an axis the areas under the curves,
   * or one point.
   */
  barsFigure(
    measure?: string,
    at: AxisChoice = "area",
    options: ResultFigureOptions = {},
  ): Figure {
    return barsFigure(this.data, measureOf(this.data, measure), at, options);
  }

  /**
   * How much one method differs from every other, pair by pair, as in
   * {@linkcode Evaluation.pairedWith}.
   */
  pairedFigure(
    method: string,
    options: PairedOptions & ResultFigureOptions = {},
  ): Figure {
    const { title, width, bare, ...paired } = options;
    const drawn = { ...(title !== undefined && { title }), width, bare };
    checkOptions("draw pairs", drawn, RESULT_FIGURE);
    return pairedBarsFigure(
      this.data,
      this.pairedWith(method, undefined, paired),
      drawn,
      paired.level,
    );
  }

  /**
   * The maps of one image that were kept: a row a method, a column a step, or
   * whatever else they are of.
   *
   * @param image Position among the images whose maps were kept.
   * @param options Which methods and columns, and how they are drawn; by default
   * of many steps as many as stand side by side.
   * @throws {RangeError} If its maps were not kept, or there is no such method or
   * column.
   */
  mapsFigure(image: number = 0, options: MapsFigureOptions = {}): Figure {
    return panelsFigure(this.data, image, options);
  }

  /** Returns what a notebook shows. */
  [Symbol.for("Jupyter.display")](): Promise<Bundle> {
    const finished = this.data.values.some((value) => value !== null);
    const measures = judgingMeasures(this.data);
    const first = this.data.methods[0]!.name;
    const pairs = finished
      ? pairsWith(this.data, first)
        .filter(({ measure }) => measure === measures[0]!.name)
      : [];
    return displaySections([
      ...measures.filter(({ name }) => this.#hasNumbers(name))
        .map(({ name }) => ({ figure: this.figure(name) })),
      ...(pairs.length > 0
        ? [{ figure: pairedBarsFigure(this.data, pairs) }]
        : []),
      ...evaluationSections(this.data),
    ]);
  }

  /** Whether there is anything of a measure to draw. */
  #hasNumbers(measure: string): boolean {
    return this.data.methods.some(({ name }) =>
      this.values(name, measure).flat(2).some((value) => value !== null)
    );
  }
}
