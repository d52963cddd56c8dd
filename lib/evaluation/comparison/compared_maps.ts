import type { SaliencyMap } from "../../aggregation/mod.ts";
import type { MapImage, Similarity } from "../similarity/mod.ts";

/** Map `index` of a batch on its own. */
export function mapImage(map: SaliencyMap, index: number): MapImage {
  const [, height, width] = map.shape;
  return { values: map.at(index), shape: [height, width] };
}

/** Compares the maps of a batch with others of the same images. */
export type Comparison = (maps: SaliencyMap) => Record<string, number[]>;

/**
 * A comparison with these maps, image by image: for each measure, by its name,
 * a number per image. What depends on the references is computed once.
 */
export function comparisonWith(
  references: SaliencyMap,
  similarities: readonly Similarity[],
): Comparison {
  const count = references.shape[0];
  const measures = similarities.map(({ name, to }) => ({
    name,
    compare: Array.from(
      { length: count },
      (_, i) => to(mapImage(references, i)),
    ),
  }));
  return (maps) =>
    Object.fromEntries(
      measures.map(({ name, compare }) => [
        name,
        compare.map((similarityTo, i) => similarityTo(mapImage(maps, i))),
      ]),
    );
}

/** How many maps are constant: they have no correlation with anything. */
export function constantMaps(maps: SaliencyMap): number {
  return Array.from({ length: maps.shape[0] }, (_, i) => maps.at(i))
    .filter((values) => values.every((value) => value === values[0])).length;
}

/**
 * Checks the measures.
 *
 * @throws {RangeError} If there is none, or two have the same name.
 */
export function checkSimilarities(similarities: readonly Similarity[]): void {
  const names = similarities.map(({ name }) => name);
  if (names.length > 0 && new Set(names).size === names.length) return;
  throw new RangeError(
    `Cannot compare maps as similarities must be one or more with names of their own: current names are [${
      names.join(", ")
    }]`,
  );
}
