import {
  compareMaps,
  type CompareMapsOptions,
  SaliencyMap,
} from "../../aggregation/mod.ts";
import {
  type Bundle,
  type CsvOptions,
  DataTable,
  displaySections,
  type Figure,
  type Json,
  matrixFigure,
} from "../../display/mod.ts";
import { isRecord } from "../../options/mod.ts";
import { comparisonWith, mapsOf } from "../comparison/mod.ts";
import { type Similarity, spearman } from "../similarity/mod.ts";

/** What saved maps of methods call their form. */
const FORMAT = "fullgrad method maps 1";

/**
 * The maps of several methods of the same images.
 *
 * Last in a notebook cell it draws itself: a row an image, a column a method.
 *
 * @example
 * ```ts
 * import { compareMethods, fullGrad, gradCam, loadModel, MethodMaps } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const maps = await compareMethods(model, "data/images/boat.png", {
 *   methods: { FullGrad: fullGrad, GradCAM: gradCam },
 *   controls: {},
 * });
 * const again = MethodMaps.from(JSON.stringify(maps));
 * assertEquals(again.maps.GradCAM!.values, maps.maps.GradCAM!.values);
 * ```
 */
export class MethodMaps {
  /** The maps, by the method's name. */
  readonly maps: Readonly<Record<string, SaliencyMap>>;
  /** What a reader should know, such as which maps are the same by construction. */
  readonly notes: readonly string[];

  /** Maps of the same images, by the method's name, and what to know of them. */
  constructor(
    maps: Readonly<Record<string, SaliencyMap>>,
    notes: readonly string[] = [],
  ) {
    this.maps = maps;
    this.notes = notes;
  }

  /** What saved records of this class call their form. */
  static readonly format: string = FORMAT;

  /**
   * The maps that a file or a text holds.
   *
   * @param json What `JSON.stringify(maps)` wrote, or the same parsed.
   * @throws {SyntaxError} If it is not a record of this form.
   */
  static from(json: string | object): MethodMaps {
    const parsed = typeof json === "string" ? parse(json) : json;
    if (
      !isRecord(parsed) || parsed.format !== FORMAT || !isRecord(parsed.maps) ||
      !Object.values(parsed.maps).every(isRecord) || !isTexts(parsed.notes)
    ) {
      throw new SyntaxError(
        `Cannot read maps of methods as they must be a record of the format "${FORMAT}" with maps by name and notes, a list of texts`,
      );
    }
    const maps = Object.entries(parsed.maps)
      .map(([name, map]) => [name, SaliencyMap.from(map as object)] as const);
    return new MethodMaps(Object.fromEntries(maps), parsed.notes);
  }

  /** The record as JSON. */
  toJSON(): Json {
    const maps = Object.entries(this.maps)
      .map(([name, map]) => [name, map.toJSON()] as const);
    return {
      format: FORMAT,
      maps: Object.fromEntries(maps),
      notes: this.notes,
    };
  }

  /** What every map amounts to, a row a method and image. */
  table(): DataTable {
    const tables = Object.entries(this.maps)
      .map(([name, map]) => [name, map.table()] as const);
    return new DataTable({
      columns: [
        { name: "name", meaning: "what the method is called here" },
        ...tables[0]?.[1].columns ?? [],
      ],
      rows: tables.flatMap(([name, { rows }]) =>
        rows.map((row) => [name, ...row])
      ),
    });
  }

  /** The table as CSV; see `tableCsv`. */
  toCsv(options: CsvOptions = {}): string {
    return this.table().toCsv(options);
  }

  /** The grid of images and methods. */
  figure(options: CompareMapsOptions = {}): Figure {
    return compareMaps(this.maps, options);
  }

  /**
   * How alike the maps of every two methods are, the mean over images: row i,
   * column k is of methods i and k.
   */
  similarityMatrix(similarity: Similarity = spearman): readonly number[][] {
    const maps = Object.values(this.maps);
    return maps.map((reference) => {
      const [, height, width] = reference.shape;
      const compare = comparisonWith(mapsOf(reference), [height, width], [
        similarity,
      ]);
      return maps.map((other) => {
        const [values] = compare(mapsOf(other)) as [readonly number[]];
        return values.reduce((sum, value) => sum + value, 0) / values.length;
      });
    });
  }

  /** The matrix of similarities as a figure. */
  matrixFigure(similarity: Similarity = spearman): Figure {
    const [first] = Object.values(this.maps);
    const names = Object.keys(this.maps);
    return matrixFigure(this.similarityMatrix(similarity), {
      title: `How alike methods are: ${similarity.name}`,
      subtitle: `Means over ${first?.shape[0]} images`,
      rows: names,
      columns: names,
      meaning: similarity.name,
      range: [-1, 1],
    });
  }

  /** What the maps are of: methods, pictures, network, and the notes. */
  toString(): string {
    const names = Object.keys(this.maps);
    const [first] = Object.values(this.maps);
    return [
      first === undefined
        ? "no maps"
        : `${names.join(", ")} of ${
          first.images.names.join(", ")
        } by ${first.model.name}`,
      ...this.notes.map((note) => `note: ${note}`),
    ].join("\n");
  }

  /** What `console.log` shows. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return String(this);
  }

  /** Returns what a notebook shows. */
  [Symbol.for("Jupyter.display")](): Promise<Bundle> {
    return displaySections([
      { figure: this.figure() },
      ...(this.notes.length > 0 ? [{ text: this.notes }] : []),
    ]);
  }
}

/** Records of earlier versions have no notes. */
function isTexts(value: unknown): value is readonly string[] | undefined {
  return value === undefined ||
    Array.isArray(value) && value.every((each) => typeof each === "string");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError("Cannot read maps of methods as they must be JSON", {
      cause,
    });
  }
}
