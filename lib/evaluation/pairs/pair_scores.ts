import {
  barFigure,
  type Bundle,
  displaySections,
  type Figure,
  formatNumber,
} from "../../display/mod.ts";
import type { Images } from "../../image/mod.ts";
import type { Model } from "../../model/mod.ts";
import { pairNotes } from "./pair_notes.ts";
import { pairsFigure } from "./pairs_figure.ts";
import {
  bootstrapInterval,
  type BootstrapOptions,
  type Interval,
} from "../statistics/mod.ts";

/** What one method's pairs of maps came to. */
export interface MethodScore {
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
  /** Both maps of the first images, `[examples, H, W]` each. */
  readonly examples: readonly [Float32Array, Float32Array];
  /** How many of the first and of the second maps are constant. */
  readonly constantMaps: readonly [number, number];
}

/** What {@linkcode PairScores} are made of. */
export interface PairParts {
  /** Words for titles. */
  readonly title: string;
  /** What the first and the second map of a pair are of. */
  readonly pair: readonly [string, string];
  /** The network. */
  readonly model: Model;
  /** The images, with their pictures. */
  readonly images: Images;
  /** What is said below the maps of image i. */
  readonly captions?: readonly (readonly [string, string])[];
  /** The methods, then the controls. */
  readonly methods: readonly MethodScore[];
  /** The measures, by name. */
  readonly measures: readonly string[];
  /** Every option that changes the numbers, as it was used. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Of how many images the maps were kept. */
  readonly examples: number;
  /** What must not be concluded from it. */
  readonly limits: readonly string[];
}

/**
 * A number for every pair of maps of an image, by method and measure, such as
 * how alike the maps for two classes are.
 *
 * Plain arrays: nothing to dispose. Last in a notebook cell it draws itself,
 * the means with their intervals and the pairs of maps of the first images.
 */
export class PairScores implements PairParts {
  /** Words for titles. */
  readonly title: string;
  /** What the first and the second map of a pair are of. */
  readonly pair: readonly [string, string];
  /** The network. */
  readonly model: Model;
  /** The images, with their pictures. */
  readonly images: Images;
  /** What is said below the maps of image i. */
  readonly captions: readonly (readonly [string, string])[];
  /** The methods, then the controls. */
  readonly methods: readonly MethodScore[];
  /** The measures, by name. */
  readonly measures: readonly string[];
  /** Every option that changes the numbers, as it was used. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Of how many images the maps were kept. */
  readonly examples: number;
  /** What must not be concluded from it. */
  readonly limits: readonly string[];
  /** What a reader should know, such as that maps are constant. */
  readonly notes: readonly string[];

  /** The scores that were found. */
  constructor(parts: PairParts) {
    this.title = parts.title;
    this.pair = parts.pair;
    this.model = parts.model;
    this.images = parts.images;
    this.captions = parts.captions ?? [];
    this.methods = parts.methods;
    this.measures = parts.measures;
    this.settings = parts.settings;
    this.examples = parts.examples;
    this.limits = parts.limits;
    this.notes = pairNotes(parts);
  }

  /**
   * The numbers of one method, by image.
   *
   * @throws {RangeError} If there is no such method or measure.
   */
  values(
    method: string,
    measure: string = this.measures[0]!,
  ): readonly number[] {
    const values = this.methods.find(({ name }) => name === method)
      ?.values[measure];
    if (values !== undefined) return values;
    throw new RangeError(
      `Cannot read ${JSON.stringify(measure)} of ${
        JSON.stringify(method)
      } as they must be one of ${this.measures.join(", ")} and of ${
        this.methods.map(({ name }) => name).join(", ")
      }`,
    );
  }

  /** The mean over images of one method, with its interval. */
  interval(
    method: string,
    measure: string = this.measures[0]!,
    options: BootstrapOptions = {},
  ): Interval {
    return bootstrapInterval(this.values(method, measure), options);
  }

  /** A figure of one measure: a bar a method, with the interval in its name. */
  figure(measure: string = this.measures[0]!): Figure {
    const bars = this.methods.map(({ name, control }) => {
      const { mean, low, high } = this.interval(name, measure);
      const interval = `${formatNumber(low)} to ${formatNumber(high)}`;
      return {
        name: `${name}${control ? " (control)" : ""}, ${interval}`,
        value: mean,
        detail: `95 % bootstrap interval ${interval}`,
      };
    });
    return barFigure(bars, {
      title: `${this.title}: ${measure}`,
      subtitle: `Means over ${
        this.images.shape[0]
      } images, with 95 % intervals`,
      meaning: measure,
      format: "number",
    });
  }

  /**
   * The pairs of maps of one image: a row a method, its two maps beside the
   * image, each with its own range of colours.
   *
   * @param image Position of an image whose maps were kept.
   * @throws {RangeError} If they were not.
   */
  pairsFigure(image: number = 0): Figure {
    return pairsFigure(this, image);
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
    const figures = this.measures.map((measure) => this.figure(measure));
    const maps = this.examples > 0 ? [this.pairsFigure()] : [];
    return displaySections([
      ...[...figures, ...maps].map((figure) => ({ figure })),
      { text: this.text },
    ]);
  }
}
