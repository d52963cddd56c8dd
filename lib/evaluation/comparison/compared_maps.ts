import type { SaliencyMap } from "../../aggregation/mod.ts";
import type { Similarity } from "../similarity/mod.ts";

/** The maps of a batch, each on its own. */
export function mapsOf(map: SaliencyMap): readonly Float32Array[] {
  return Array.from({ length: map.shape[0] }, (_, i) => map.at(i));
}

/** How alike the maps of a batch and others are: by measure and image. */
export type Comparison = (
  maps: readonly Float32Array[],
) => readonly (readonly number[])[];

/**
 * A comparison with these maps, image by image. What depends on them alone is
 * computed once.
 *
 * @param shape Height and width of a map.
 */
export function comparisonWith(
  references: readonly Float32Array[],
  shape: readonly [height: number, width: number],
  similarities: readonly Similarity[],
): Comparison {
  const measures = similarities.map(({ to }) =>
    references.map((values) => to({ values, shape }))
  );
  return (maps) =>
    measures.map((compare) =>
      compare.map((similarityTo, i) =>
        similarityTo({ values: maps[i]!, shape })
      )
    );
}

/** How many maps are constant: they have no correlation with anything. */
export function constantMaps(maps: readonly Float32Array[]): number {
  return maps.filter((map) => map.every((value) => value === map[0])).length;
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
