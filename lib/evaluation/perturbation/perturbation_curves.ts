import {
  type Bundle,
  type Curve,
  displaySections,
  type Figure,
} from "../../display/mod.ts";
import type { Images } from "../../image/mod.ts";
import type { Model } from "../../model/mod.ts";
import {
  bootstrapInterval,
  type BootstrapOptions,
  type Interval,
} from "../statistics/mod.ts";
import type { Table } from "../units/mod.ts";
import { areaUnder } from "./area_under.ts";
import { areasFigure } from "./areas_figure.ts";
import { type ChangeMeasure, changeMeasure } from "./change_measure.ts";
import { axisOf } from "./fraction_axis.ts";
import type { MethodOutputs } from "./outputs_of.ts";
import type { OutputKind } from "./perturbed_outputs.ts";
import { perturbationFigure } from "./perturbation_figure.ts";
import { perturbationText } from "./perturbation_text.ts";
import type { RemovalPlan } from "./removal_plan.ts";

/** What {@linkcode PerturbationCurves} are made of. */
export interface PerturbationParts {
  /** Words for titles. */
  readonly title: string;
  /** The network. */
  readonly model: Model;
  /** The images, with their pictures. */
  readonly images: Images;
  /** What was removed in which order. */
  readonly tests: readonly RemovalPlan[];
  /** The methods, then the controls. */
  readonly methods: readonly MethodOutputs[];
  /** Which number of the network f is. */
  readonly output: OutputKind;
  /** What figures show, unless something else is asked for. */
  readonly measure: ChangeMeasure;
  /** Every option that changes the numbers, as it was used. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** A row an output, as a file. */
  readonly table: Table;
  /** Units that other shards have not finished. */
  readonly missing: readonly unknown[];
  /** What must not be concluded from it. */
  readonly limits: readonly string[];
  /** What a reader should know. */
  readonly notes: readonly string[];
}

/** Which numbers of {@linkcode PerturbationCurves} are meant. */
export interface CurveChoice {
  /**
   * Name of the test.
   *
   * @default the first one
   */
  readonly test?: string;
  /**
   * What is said of f(x) and f(x′): their `change` |f(x) − f(x′)| / |f(x)|, the
   * `drop` (f(x) − f(x′)) / |f(x)|, or the `output` f(x′).
   *
   * @default the result's own
   */
  readonly measure?: ChangeMeasure;
}

/**
 * The outputs of images with ever more pixels removed, by method, test, share
 * of the pixels and image.
 *
 * Plain arrays: nothing to dispose. Last in a notebook cell it draws itself,
 * every test with its intervals, the areas under the curves in words, and what
 * must not be concluded from it.
 */
export class PerturbationCurves implements PerturbationParts {
  /** Words for titles. */
  readonly title: string;
  /** The network. */
  readonly model: Model;
  /** The images, with their pictures. */
  readonly images: Images;
  /** What was removed in which order. */
  readonly tests: readonly RemovalPlan[];
  /** The methods, then the controls. */
  readonly methods: readonly MethodOutputs[];
  /** Which number of the network f is. */
  readonly output: OutputKind;
  /** What figures show, unless something else is asked for. */
  readonly measure: ChangeMeasure;
  /** Every option that changes the numbers, as it was used. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** A row an output, as a file. */
  readonly table: Table;
  /** Units that other shards have not finished. */
  readonly missing: readonly unknown[];
  /** What must not be concluded from it. */
  readonly limits: readonly string[];
  /** What a reader should know, such as that units are missing. */
  readonly notes: readonly string[];

  /** The curves that a run found. */
  constructor(parts: PerturbationParts) {
    this.title = parts.title;
    this.model = parts.model;
    this.images = parts.images;
    this.tests = parts.tests;
    this.methods = parts.methods;
    this.output = parts.output;
    this.measure = parts.measure;
    this.settings = parts.settings;
    this.table = parts.table;
    this.missing = parts.missing;
    this.limits = parts.limits;
    this.notes = parts.missing.length === 0 ? parts.notes : [
      ...parts.notes,
      `${parts.missing.length} units of other shards are missing: methods may have other images.`,
    ];
  }

  /**
   * The numbers of one method, by point and image: means over the repeats.
   *
   * @throws {RangeError} If there is no such method, test or measure, or a
   * change is divided by an output f(x) of 0.
   */
  values(
    method: string,
    choice: CurveChoice = {},
  ): readonly (readonly number[])[] {
    const { before, finished, after } = this.#method(method);
    const { of } = changeMeasure(choice.measure ?? this.measure);
    return after[this.test(choice.test).name]!.map((repeats) =>
      before.map((output, i) => {
        const sum = repeats.reduce(
          (sum, images) => sum + of(output, images[i]!),
          0,
        );
        if (Number.isFinite(sum)) return sum / repeats.length;
        throw new RangeError(
          `Cannot divide by the output f(x) of ${
            this.images.names[finished[i]!]
          } as it must not be 0: the measure "output" does not divide`,
        );
      })
    );
  }

  /** The mean over images of one method, with its interval, by point. */
  intervals(
    method: string,
    choice: CurveChoice & BootstrapOptions = {},
  ): readonly Interval[] {
    return this.values(method, choice).map((images) =>
      bootstrapInterval(images, choice)
    );
  }

  /**
   * The area under a method's curve, divided by its width, as the mean over
   * images with its interval: the mean height along the axis of the figure,
   * which is logarithmic where the shares grow by factors.
   */
  area(
    method: string,
    choice: CurveChoice & BootstrapOptions = {},
  ): Interval {
    const { fractions } = this.test(choice.test);
    const axis = axisOf(fractions);
    const values = this.values(method, choice);
    const areas = values[0]!.map((_, image) =>
      areaUnder(fractions, values.map((images) => images[image]!), axis)
    );
    return bootstrapInterval(areas, choice);
  }

  /** The means over images with their intervals, one curve a method. */
  curves(choice: CurveChoice & BootstrapOptions = {}): readonly Curve[] {
    const { fractions } = this.test(choice.test);
    return this.methods.map(({ name, control }) => {
      const intervals = this.intervals(name, choice);
      return {
        name,
        x: fractions,
        y: intervals.map(({ mean }) => mean),
        interval: {
          low: intervals.map(({ low }) => low),
          high: intervals.map(({ high }) => high),
        },
        dashed: control,
      };
    });
  }

  /** A figure of one test: the curves of all methods. */
  figure(choice: CurveChoice = {}): Figure {
    return perturbationFigure(this, choice);
  }

  /** A figure of one test: the areas under the curves, a bar a method. */
  areasFigure(choice: CurveChoice = {}): Figure {
    return areasFigure(this, choice);
  }

  /** The options, the areas, the notes and the limits in words. */
  get text(): readonly string[] {
    return perturbationText(this);
  }

  /** Returns what a notebook shows. */
  [Symbol.for("Jupyter.display")](): Promise<Bundle> {
    return displaySections([
      ...this.tests.map(({ name: test }) => ({
        figure: this.figure({ test }),
      })),
      { text: this.text },
    ]);
  }

  /**
   * A test by its name; the first one without a name.
   *
   * @throws {RangeError} If there is none of this name.
   */
  test(name: string = this.tests[0]!.name): RemovalPlan {
    const test = this.tests.find((test) => test.name === name);
    if (test !== undefined) return test;
    throw new RangeError(
      `Cannot read the test ${JSON.stringify(name)} as it must be one of ${
        this.tests.map(({ name }) => name).join(", ")
      }`,
    );
  }

  #method(name: string): MethodOutputs {
    const method = this.methods.find((method) => method.name === name);
    if (method === undefined) {
      throw new RangeError(
        `Cannot read the method ${JSON.stringify(name)} as it must be one of ${
          this.methods.map(({ name }) => name).join(", ")
        }`,
      );
    }
    if (method.finished.length > 0) return method;
    throw new RangeError(
      `Cannot read the method ${
        JSON.stringify(name)
      } as one of its units must be finished: all are missing`,
    );
  }
}
