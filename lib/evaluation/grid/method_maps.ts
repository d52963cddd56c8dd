import {
  compareMaps,
  type SaliencyFigureOptions,
  type SaliencyMap,
} from "../../aggregation/mod.ts";
import {
  type Bundle,
  displaySections,
  type Figure,
  matrixFigure,
} from "../../display/mod.ts";
import { comparisonWith, mapsOf } from "../comparison/mod.ts";
import { type Similarity, spearman } from "../similarity/mod.ts";

/**
 * The maps of several methods of the same images.
 *
 * Last in a notebook cell it draws itself: a row an image, a column a method.
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

  /** The grid of images and methods. */
  figure(options: SaliencyFigureOptions = {}): Figure {
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

  /** Returns what a notebook shows. */
  [Symbol.for("Jupyter.display")](): Promise<Bundle> {
    return displaySections([
      { figure: this.figure() },
      ...(this.notes.length > 0 ? [{ text: this.notes }] : []),
    ]);
  }
}
