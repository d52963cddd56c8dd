import { citationsFor, wordsOf } from "../citations/mod.ts";
import {
  type Bundle,
  DataTable,
  type Figure,
  type Json,
  type Table,
} from "../display/mod.ts";
import { encodeNpy } from "../files/mod.ts";
import type { Completeness, TermSum } from "../decomposition/mod.ts";
import { checkIndex } from "../options/mod.ts";
import { Explanation, type NumericArray, toJson } from "../propagation/mod.ts";
import { mapNotes } from "./map_notes.ts";
import {
  type Attributions,
  readSaliencyData,
  SALIENCY_FORMAT,
  type SaliencyData,
} from "./saliency_data.ts";
import {
  saliencyFigure,
  type SaliencyFigureOptions,
} from "./saliency_figure.ts";
import { pixelTable, saliencyTable } from "./saliency_table.ts";

/**
 * A number per pixel that says how much the pixel matters, for every image, in
 * one record of plain data: nothing to dispose. Last in a notebook cell it draws
 * itself.
 *
 * `JSON.stringify(map)` writes the record, images included, and
 * {@linkcode SaliencyMap.from} reads it.
 *
 * @example
 * ```ts
 * import { fullGrad, loadModel, SaliencyMap } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const map = await fullGrad(model, new Float32Array(64 * 64 * 3).fill(0.5));
 * const again = SaliencyMap.from(JSON.stringify(map));
 * assertEquals(again.values, map.values);
 * assertEquals(again.notes, map.notes);
 * ```
 */
export class SaliencyMap extends Explanation<SaliencyData>
  implements SaliencyData {
  #notes: readonly string[] | undefined;

  /**
   * The maps of one batch.
   *
   * @param data What a method found.
   * @throws {TypeError} If there is not a value for every pixel of every image.
   */
  constructor(data: SaliencyData) {
    super(data);
    const [count, height, width] = data.images.shape;
    if (data.values.length === count * height * width) return;
    throw new TypeError(
      `Cannot make a saliency map as values must be [${count}, ${height}, ${width}]: current number is ${data.values.length}`,
    );
  }

  /** What saved records of this class call their form. */
  static readonly format: string = SALIENCY_FORMAT;

  /**
   * The maps that a file or a text holds.
   *
   * @param json What `JSON.stringify(map)` wrote, or the same parsed.
   * @throws {SyntaxError} If it is not a record of this form.
   */
  static from(json: string | object): SaliencyMap {
    return new SaliencyMap(readSaliencyData(json));
  }

  /** The record as JSON; of a magnitude of your own, only its name is saved. */
  toJSON(): Json {
    const { attributions, ...rest } = this.data;
    const { name, signed } = attributions?.magnitude ?? {};
    return toJson({
      format: SALIENCY_FORMAT,
      ...rest,
      ...attributions &&
        { attributions: { ...attributions, magnitude: { name, signed } } },
    });
  }

  /** Name of the method. */
  protected override get title(): string {
    return this.method;
  }

  /** Name of the method. */
  get method(): string {
    return this.data.method;
  }

  /** The maps, `[N, H, W]`. */
  get values(): Float32Array {
    return this.data.values;
  }

  /** Shape of `values`. */
  get shape(): readonly [n: number, height: number, width: number] {
    const [count, height, width] = this.data.images.shape;
    return [count, height, width];
  }

  /** Whether values can be negative. */
  get signed(): boolean {
    return this.data.signed;
  }

  /** Every option that changes the values. */
  get settings(): Readonly<Record<string, unknown>> {
    return this.data.settings;
  }

  /** The sums of the terms behind the map. */
  get terms(): readonly TermSum[] | undefined {
    return this.data.terms;
  }

  /** How nearly these terms add up to the output. */
  get completeness(): readonly Completeness[] | undefined {
    return this.data.completeness;
  }

  /** What every value of the input got, with its sign. */
  get attributions(): Attributions | undefined {
    return this.data.attributions;
  }

  /** The map in the size of the layer that it is of. */
  get layerMap(): NumericArray | undefined {
    return this.data.layerMap;
  }

  /** What share of the output's relevance arrives at the pixels, per image. */
  get conserved(): readonly number[] | undefined {
    return this.data.conserved;
  }

  /** What a reader should know. */
  override get notes(): readonly string[] {
    return this.#notes ??= [...this.data.notes, ...mapNotes(this.data)];
  }

  /**
   * The map of image `index`, row by row: a view of `values`.
   *
   * @throws {RangeError} If there is no such image.
   */
  at(index: number): Float32Array {
    const [count, height, width] = this.shape;
    checkIndex(`take map ${index}`, index, count);
    const size = height * width;
    return this.values.subarray(index * size, (index + 1) * size);
  }

  /**
   * What every map is of and amounts to, a row an image: the target and its value,
   * the map's sum, extremes and peak, and how nearly its terms add up.
   *
   * The pixels are in {@linkcode SaliencyMap.toNpy}, as arrays, and in
   * {@linkcode SaliencyMap.pixelTable}, a row each: 50,176 for an image of 224².
   */
  table(): DataTable {
    return new DataTable(saliencyTable(this.data));
  }

  /** The value of every pixel, a row each, for `tableCsv`. */
  pixelTable(): Table {
    return pixelTable(this.data);
  }

  /**
   * The maps as the bytes of an .npy file, `[N, H, W]` float32, which
   * `numpy.load` reads.
   */
  toNpy(): Uint8Array<ArrayBuffer> {
    return encodeNpy({ values: this.values, shape: this.shape });
  }

  /**
   * What to cite for this map: the papers of the method and of the options that
   * it used, as BibTeX.
   */
  citations(): string {
    return citationsFor([this.method, ...wordsOf(this.settings)]);
  }

  /**
   * One row an image: the picture, the map over it, the map alone; in a notebook
   * with the notes below.
   */
  figure(options: SaliencyFigureOptions = {}): Figure {
    return saliencyFigure(this.data, options).withNotes(this.notes);
  }

  /** Returns what a notebook shows. */
  [Symbol.for("Jupyter.display")](): Promise<Bundle> {
    return this.figure().toBundle();
  }
}
