import {
  type Bundle,
  type Curve,
  curveFigure,
  displaySections,
  type Figure,
} from "../../display/mod.ts";
import type { Images } from "../../image/mod.ts";
import type { Model } from "../../model/mod.ts";
import {
  axisOf,
  fractionPlaces,
  placeOf,
} from "../perturbation/fraction_axis.ts";
import type { ScoredMethod } from "../scores/mod.ts";
import {
  bootstrapInterval,
  type BootstrapOptions,
  type Interval,
} from "../statistics/mod.ts";

/** What one method's sums follow. */
export interface SensitivityCurve extends Omit<ScoredMethod, "values"> {
  /** By size of the sets and image: the correlation. */
  readonly values: readonly (readonly number[])[];
}

/** What {@linkcode SensitivityCurves} are made of. */
export interface SensitivityParts {
  /** The network. */
  readonly model: Model;
  /** The images, with their pictures. */
  readonly images: Images;
  /** The sizes of the sets, as shares of the pixels. */
  readonly fractions: readonly number[];
  /** The methods, then the controls. */
  readonly methods: readonly SensitivityCurve[];
  /** Every option that changes the numbers, as it was used. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/**
 * How well the sums of maps over random sets of pixels follow the changes of
 * the output, by method, size of the sets and image.
 *
 * Plain arrays: nothing to dispose. Last in a notebook cell it draws itself.
 */
export class SensitivityCurves implements SensitivityParts {
  /** The network. */
  readonly model: Model;
  /** The images, with their pictures. */
  readonly images: Images;
  /** The sizes of the sets, as shares of the pixels. */
  readonly fractions: readonly number[];
  /** The methods, then the controls. */
  readonly methods: readonly SensitivityCurve[];
  /** Every option that changes the numbers, as it was used. */
  readonly settings: Readonly<Record<string, unknown>>;

  /** The curves that a run found. */
  constructor(parts: SensitivityParts) {
    this.model = parts.model;
    this.images = parts.images;
    this.fractions = parts.fractions;
    this.methods = parts.methods;
    this.settings = parts.settings;
  }

  /**
   * The correlations of one method, by size and image.
   *
   * @throws {RangeError} If there is no such method.
   */
  values(method: string): readonly (readonly number[])[] {
    const values = this.methods.find(({ name }) => name === method)?.values;
    if (values !== undefined) return values;
    throw new RangeError(
      `Cannot read the method ${JSON.stringify(method)} as it must be one of ${
        this.methods.map(({ name }) => name).join(", ")
      }`,
    );
  }

  /** The mean over images of one method, with its interval, by size. */
  intervals(
    method: string,
    options: BootstrapOptions = {},
  ): readonly Interval[] {
    return this.values(method).map((images) =>
      bootstrapInterval(images, options)
    );
  }

  /** The means over images with their intervals, one curve a method. */
  curves(options: BootstrapOptions = {}): readonly Curve[] {
    return this.methods.map(({ name, control }) => {
      const intervals = this.intervals(name, options);
      return {
        name,
        x: this.fractions,
        y: intervals.map(({ mean }) => mean),
        interval: {
          low: intervals.map(({ low }) => low),
          high: intervals.map(({ high }) => high),
        },
        dashed: control,
      };
    });
  }

  /** A figure of the curves. */
  figure(): Figure {
    const axis = axisOf(this.fractions);
    return curveFigure(
      this.curves().map((curve) => ({
        ...curve,
        x: curve.x.map((fraction) => placeOf(fraction, axis)),
      })),
      {
        title: "Sensitivity-n",
        subtitle: "higher is better; dashed: controls",
        x: `pixels in a set${axis === "log" ? ", logarithmic" : ""}`,
        y: "correlation of sums and changes of the output",
        places: fractionPlaces(this.fractions, axis),
        interval: `95 % bootstrap interval over ${this.images.shape[0]} images`,
      },
    );
  }

  /** The options and the limits in words. */
  get text(): readonly string[] {
    const settings = Object.entries(this.settings).map(([name, value]) =>
      `${name} ${value}`
    );
    return [
      `${this.model.name}, ${this.images.shape[0]} images. ${
        settings.join(" · ")
      }. Dashed: controls. Bands: 95 % bootstrap intervals over images.`,
      "Random sets of single pixels are like nothing in an image, and correlations from few sets are noisy: read a method against the controls.",
    ];
  }

  /** Returns what a notebook shows. */
  [Symbol.for("Jupyter.display")](): Promise<Bundle> {
    return displaySections([{ figure: this.figure() }, { text: this.text }]);
  }
}
