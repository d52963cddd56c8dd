import {
  barFigure,
  type Bundle,
  displaySections,
  type Figure,
  formatNumber,
} from "../../display/mod.ts";
import type { Images } from "../../image/mod.ts";
import type { Model } from "../../model/mod.ts";
import {
  bootstrapInterval,
  type BootstrapOptions,
  type Interval,
} from "../statistics/mod.ts";

/** What one method's maps came to. */
export interface ScoredMethod {
  /** Its name in figures and tables. */
  readonly name: string;
  /** Whether it is there to tell what a number means. */
  readonly control: boolean;
  /** What its maps call it. */
  readonly method: string;
  /** Whether its maps have negative values. */
  readonly signed: boolean;
  /** Its own options, as its maps state them. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** By measure: a number for every image. */
  readonly values: Readonly<Record<string, readonly number[]>>;
}

/** One of the numbers of {@linkcode ImageScores}. */
export interface ScoreMeasure {
  /** Words for figures and tables, such as `pointing game`. */
  readonly name: string;
  /** What the number is. */
  readonly meaning: string;
  /** Whether a low number or a high one speaks for a method. */
  readonly better: "lower" | "higher";
}

/** What {@linkcode ImageScores} are made of. */
export interface ScoreParts {
  /** Words for titles. */
  readonly title: string;
  /** The network. */
  readonly model: Model;
  /** The images, with their pictures. */
  readonly images: Images;
  /** The methods, then the controls. */
  readonly methods: readonly ScoredMethod[];
  /** The measures. */
  readonly measures: readonly ScoreMeasure[];
  /** Every option that changes the numbers, as it was used. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** What must not be concluded from it. */
  readonly limits: readonly string[];
  /** What a reader should know. */
  readonly notes: readonly string[];
}

/**
 * A number for the map of every image, by method and measure.
 *
 * Plain arrays: nothing to dispose. Last in a notebook cell it draws itself, the
 * means with their intervals, a bar a method, the best one first.
 */
export class ImageScores implements ScoreParts {
  /** Words for titles. */
  readonly title: string;
  /** The network. */
  readonly model: Model;
  /** The images, with their pictures. */
  readonly images: Images;
  /** The methods, then the controls. */
  readonly methods: readonly ScoredMethod[];
  /** The measures. */
  readonly measures: readonly ScoreMeasure[];
  /** Every option that changes the numbers, as it was used. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** What must not be concluded from it. */
  readonly limits: readonly string[];
  /** What a reader should know. */
  readonly notes: readonly string[];

  /** The scores that were found. */
  constructor(parts: ScoreParts) {
    this.title = parts.title;
    this.model = parts.model;
    this.images = parts.images;
    this.methods = parts.methods;
    this.measures = parts.measures;
    this.settings = parts.settings;
    this.limits = parts.limits;
    this.notes = parts.notes;
  }

  /**
   * The numbers of one method, by image.
   *
   * @param measure Name of the measure; the first one by default.
   * @throws {RangeError} If there is no such method or measure.
   */
  values(
    method: string,
    measure: string = this.measures[0]!.name,
  ): readonly number[] {
    const values = this.methods.find(({ name }) => name === method)
      ?.values[measure];
    if (values !== undefined) return values;
    throw new RangeError(
      `Cannot read ${JSON.stringify(measure)} of ${
        JSON.stringify(method)
      } as they must be one of ${
        this.measures.map(({ name }) => name).join(", ")
      } and of ${this.methods.map(({ name }) => name).join(", ")}`,
    );
  }

  /** The mean over images of one method, with its interval. */
  interval(
    method: string,
    measure: string = this.measures[0]!.name,
    options: BootstrapOptions = {},
  ): Interval {
    return bootstrapInterval(this.values(method, measure), options);
  }

  /** A figure of one measure: a bar a method, with the interval in its name. */
  figure(measure: string = this.measures[0]!.name): Figure {
    const { meaning = measure, better = "higher" } =
      this.measures.find(({ name }) => name === measure) ?? {};
    const bars = this.methods.map(({ name, control }) => {
      const { mean, low, high } = this.interval(name, measure);
      const interval = `${rounded(low)} to ${rounded(high)}`;
      return {
        name: `${name}${control ? "*" : ""}, ${interval}`,
        value: mean,
        detail: `95 % bootstrap interval ${interval}`,
      };
    }).sort((a, b) =>
      better === "lower" ? a.value - b.value : b.value - a.value
    );
    return barFigure(bars, {
      title: `${this.title}: ${measure}`,
      subtitle: `${better} is better; means over ${
        this.images.shape[0]
      } images, with 95 % intervals; * control`,
      meaning,
      format: "number",
    });
  }

  /** The options, the notes and the limits in words. */
  get text(): readonly string[] {
    const settings = Object.entries(this.settings).map(([name, value]) =>
      `${name} ${value}`
    );
    return [
      `${this.model.name}, ${this.images.shape[0]} images. ${
        settings.join(" · ")
      }`,
      ...this.notes,
      ...this.limits,
    ];
  }

  /** Returns what a notebook shows. */
  [Symbol.for("Jupyter.display")](): Promise<Bundle> {
    return displaySections([
      ...this.measures.map(({ name }) => ({ figure: this.figure(name) })),
      { text: this.text },
    ]);
  }
}

/** Three digits: names of bars are short. */
function rounded(value: number): string {
  return formatNumber(Number(value.toPrecision(3)));
}
