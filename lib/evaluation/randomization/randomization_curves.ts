import {
  type Bundle,
  type Curve,
  curveFigure,
  displaySections,
  type Figure,
} from "../../display/mod.ts";
import type { Images } from "../../image/mod.ts";
import type { Model } from "../../model/mod.ts";
import type { Similarity } from "../similarity/mod.ts";
import {
  bootstrapInterval,
  type BootstrapOptions,
  type Interval,
} from "../statistics/mod.ts";
import {
  RANDOMIZATION_LIMITS,
  RANDOMIZATION_LIMITS_SHORT,
} from "../figures/limits.ts";
import { constantNotes } from "./constant_notes.ts";
import { layersFigure } from "./layers_figure.ts";

/** A step of a randomization, or the original network before all steps. */
export interface RandomizedStep {
  /** Name of the step, `original` for the first. */
  readonly name: string;
  /** The layers that it re-draws; none for the original. */
  readonly layers: readonly string[];
}

/** What one method's maps did. */
export interface MethodCurve {
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
  /** By measure, step and image: the similarity to the original map. */
  readonly values: Readonly<Record<string, readonly (readonly number[])[]>>;
  /** By step: the maps of the first images, `[examples, H, W]`. */
  readonly examples: readonly Float32Array[];
  /** By step: how many maps are constant. */
  readonly constantMaps: readonly number[];
}

/** What {@linkcode RandomizationCurves} are made of. */
export interface RandomizationParts {
  /** Words for titles. */
  readonly title: string;
  /** The network. */
  readonly model: Model;
  /** The images, with their pictures. */
  readonly images: Images;
  /** The original network, then every step. */
  readonly steps: readonly RandomizedStep[];
  /** The methods, then the controls. */
  readonly methods: readonly MethodCurve[];
  /** The measures. */
  readonly similarities: readonly Similarity[];
  /** Every option that changes the numbers, as it was used. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Of how many images the maps were kept. */
  readonly examples: number;
  /**
   * Which files of the results folder were damaged and computed again.
   *
   * @default {[]}
   */
  readonly damage?: readonly string[];
}

/**
 * How alike the maps of a network and of its randomized copies are, by method,
 * measure, step and image.
 *
 * Plain arrays: nothing to dispose. Last in a notebook cell it draws itself,
 * every measure with its intervals, with what must not be concluded from it. The
 * maps themselves, which are large, are drawn by `mapsFigure()`.
 */
export class RandomizationCurves implements RandomizationParts {
  /** Words for titles. */
  readonly title: string;
  /** The network. */
  readonly model: Model;
  /** The images, with their pictures. */
  readonly images: Images;
  /** The original network, then every step. */
  readonly steps: readonly RandomizedStep[];
  /** The methods, then the controls. */
  readonly methods: readonly MethodCurve[];
  /** The measures. */
  readonly similarities: readonly Similarity[];
  /** Every option that changes the numbers, as it was used. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Of how many images the maps were kept. */
  readonly examples: number;
  /** What must not be concluded from it. */
  readonly limits: readonly string[] = RANDOMIZATION_LIMITS;
  /** What a reader should know, such as that maps are constant. */
  readonly notes: readonly string[];

  /** The curves that a run found. */
  constructor(parts: RandomizationParts) {
    this.title = parts.title;
    this.model = parts.model;
    this.images = parts.images;
    this.steps = parts.steps;
    this.methods = parts.methods;
    this.similarities = parts.similarities;
    this.settings = parts.settings;
    this.examples = parts.examples;
    this.notes = [...constantNotes(parts), ...parts.damage ?? []];
  }

  /**
   * The similarities of one method to its original maps, by step and image.
   *
   * @throws {RangeError} If there is no such method or measure.
   */
  values(
    method: string,
    similarity: Similarity | string,
  ): readonly (readonly number[])[] {
    const name = typeof similarity === "string" ? similarity : similarity.name;
    const values = this.#method(method).values[name];
    if (values !== undefined) return values;
    throw new RangeError(
      `Cannot read the similarity ${
        JSON.stringify(name)
      } as it must be one of ${
        this.similarities.map(({ name }) => name).join(", ")
      }`,
    );
  }

  /** The mean over images of one method, with its interval, by step. */
  intervals(
    method: string,
    similarity: Similarity | string,
    options: BootstrapOptions = {},
  ): readonly Interval[] {
    return this.values(method, similarity).map((images) =>
      bootstrapInterval(images, options)
    );
  }

  /** The means over images with their intervals, one curve a method. */
  curves(
    similarity: Similarity | string,
    options: BootstrapOptions = {},
  ): readonly Curve[] {
    return this.methods.map(({ name, control }) => {
      const intervals = this.intervals(name, similarity, options);
      return {
        name,
        x: intervals.map((_, step) => step),
        y: intervals.map(({ mean }) => mean),
        interval: {
          low: intervals.map(({ low }) => low),
          high: intervals.map(({ high }) => high),
        },
        dashed: control,
      };
    });
  }

  /** A figure of one measure. */
  figure(similarity: Similarity | string = this.similarities[0]!): Figure {
    const name = typeof similarity === "string" ? similarity : similarity.name;
    return curveFigure(this.curves(name), {
      title: `${this.title}: ${name}`,
      subtitle: RANDOMIZATION_LIMITS_SHORT,
      x: "re-drawn",
      y: `${name}, to the original map`,
      places: placesOf(this.steps),
      interval: `95 % bootstrap interval over ${this.images.shape[0]} images`,
    });
  }

  /**
   * The maps of one image: a row a method, a column a step.
   *
   * @param image Position of an image whose maps were kept.
   * @throws {RangeError} If they were not.
   */
  mapsFigure(image: number = 0): Figure {
    return layersFigure(this, image);
  }

  /** The options, the notes and the limits in words. */
  get text(): readonly string[] {
    const settings = Object.entries(this.settings).map(([name, value]) =>
      `${name} ${value}`
    );
    return [
      `${this.model.name}, ${this.images.shape[0]} images. ${
        settings.join(" · ")
      }. Dashed: controls. Bands: 95 % bootstrap intervals over images.`,
      ...this.notes,
      ...this.limits,
    ];
  }

  /** Returns what a notebook shows. */
  [Symbol.for("Jupyter.display")](): Promise<Bundle> {
    return displaySections([
      ...this.similarities.map(({ name }) => ({ figure: this.figure(name) })),
      { text: this.text },
    ]);
  }

  #method(name: string): MethodCurve {
    const method = this.methods.find((method) => method.name === name);
    if (method !== undefined) return method;
    throw new RangeError(
      `Cannot read the method ${JSON.stringify(name)} as it must be one of ${
        this.methods.map(({ name }) => name).join(", ")
      }`,
    );
  }
}

const MOST_PLACES = 11;

/** The names of the steps; every second, third … where there are many. */
function placesOf(
  steps: readonly RandomizedStep[],
): readonly { readonly value: number; readonly text: string }[] {
  const every = Math.ceil(steps.length / MOST_PLACES);
  return steps.map(({ name }, value) => ({ value, text: shortened(name) }))
    .filter(({ value }) => value % every === 0);
}

/** The end of a long name: nested models come before it. */
function shortened(name: string): string {
  return name.length > 9 ? `…${name.slice(-8)}` : name;
}
