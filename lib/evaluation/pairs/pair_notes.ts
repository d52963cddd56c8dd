import type { PairParts } from "./pair_scores.ts";

/** Which maps are constant, so that their numbers follow from a definition. */
export function pairNotes(
  { methods, pair, images }: Pick<PairParts, "methods" | "pair" | "images">,
): readonly string[] {
  return methods.flatMap(({ name, constantMaps }) => {
    const where = constantMaps.flatMap((count, i) =>
      count === 0 ? [] : [`${count} for the ${pair[i]}`]
    );
    return where.length === 0 ? [] : [
      `Maps of ${name} are constant, so that there is nothing in them to compare: of ${
        images.shape[0]
      }, ${where.join(", ")}.`,
    ];
  });
}
