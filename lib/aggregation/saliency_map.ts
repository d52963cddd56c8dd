import type { Bundle, Figure } from "../display/mod.ts";
import type { Completeness, TermSum } from "../decomposition/mod.ts";
import type { Images } from "../image/mod.ts";
import type { Model } from "../model/mod.ts";
import type {
  Explained,
  ExplainedTarget,
  NumericArray,
} from "../propagation/mod.ts";
import {
  saliencyFigure,
  type SaliencyFigureOptions,
} from "./saliency_figure.ts";
import type { Magnitude } from "./magnitude.ts";
import { mapNotes } from "./map_notes.ts";

/** What a map is made of, where a method attributes to every input value. */
export interface Attributions extends NumericArray {
  /** The map is the sum over channels of this of `values`, `[N, H, W, C]`. */
  readonly magnitude: Magnitude;
}

/** What a {@linkcode SaliencyMap} is made of. */
export interface SaliencyParts extends Explained {
  /** Name of the method, such as `FullGrad`. */
  readonly method: string;
  /** The maps, `[N, H, W]`. */
  readonly values: Float32Array;
  /** Whether values can be negative: for and against the output. */
  readonly signed: boolean;
  /** Every option that changes the values, as it was used. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The sums of the terms behind the map, where the method decomposes. */
  readonly terms?: readonly TermSum[];
  /** How nearly these terms add up to the output, per image. */
  readonly completeness?: readonly Completeness[];
  /** What every value of the input got, with its sign. */
  readonly attributions?: Attributions;
  /** The map in the size of the layer that it is of, before resizing, `[N, h, w]`. */
  readonly layerMap?: NumericArray;
  /**
   * What share of the output's relevance arrives at the pixels, per image, where
   * a method hands relevance on.
   */
  readonly conserved?: readonly number[];
  /** Why a map may be 0 everywhere: one reason, or one per image. */
  readonly whyEmpty?: string | readonly string[];
}

/**
 * A number per pixel that says how much the pixel matters, for every image.
 *
 * Plain arrays: nothing to dispose. Last in a notebook cell it draws itself.
 */
export class SaliencyMap implements SaliencyParts {
  /** The network. */
  readonly model: Model;
  /** The images, with their pictures. */
  readonly images: Images;
  /** What was explained. */
  readonly target: ExplainedTarget;
  /** The output before softmax or sigmoid, `[N, K]`. */
  readonly logits: NumericArray;
  /** Name of the tensor backend that computed it. */
  readonly backend: string;
  /** What a reader should know. */
  readonly notes: readonly string[];
  /** Name of the method. */
  readonly method: string;
  /** The maps, `[N, H, W]`. */
  readonly values: Float32Array;
  /** Shape of `values`. */
  readonly shape: readonly [n: number, height: number, width: number];
  /** Whether values can be negative. */
  readonly signed: boolean;
  /** Every option that changes the values. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The sums of the terms behind the map. */
  readonly terms?: readonly TermSum[];
  /** How nearly these terms add up to the output. */
  readonly completeness?: readonly Completeness[];
  readonly attributions?: Attributions;
  readonly layerMap?: NumericArray;
  /** What share of the output's relevance arrives at the pixels, per image. */
  readonly conserved?: readonly number[];

  /**
   * The maps of one batch.
   *
   * @param parts What the method computed.
   */
  constructor(parts: SaliencyParts) {
    this.model = parts.model;
    this.images = parts.images;
    this.target = parts.target;
    this.logits = parts.logits;
    this.backend = parts.backend;
    this.method = parts.method;
    this.values = parts.values;
    this.signed = parts.signed;
    this.settings = parts.settings;
    if (parts.terms) this.terms = parts.terms;
    if (parts.completeness) this.completeness = parts.completeness;
    if (parts.attributions) this.attributions = parts.attributions;
    if (parts.layerMap) this.layerMap = parts.layerMap;
    if (parts.conserved) this.conserved = parts.conserved;
    const [count, height, width] = parts.images.shape;
    this.shape = [count, height, width];
    this.notes = [...parts.notes, ...mapNotes(parts)];
  }

  /** The map of image `index`, row by row: a view of `values`. */
  at(index: number): Float32Array {
    const [count, height, width] = this.shape;
    if (!Number.isInteger(index) || index < 0 || index >= count) {
      throw new RangeError(
        `Cannot take map ${index} as it must be an integer from 0 to ${
          count - 1
        }`,
      );
    }
    const size = height * width;
    return this.values.subarray(index * size, (index + 1) * size);
  }

  /** One row an image: the picture, the map over it, the map alone. */
  figure(options: SaliencyFigureOptions = {}): Figure {
    return saliencyFigure(this, options);
  }

  /** Returns what a notebook shows. */
  [Symbol.for("Jupyter.display")](): Promise<Bundle> {
    return this.figure().toBundle();
  }
}
