import type { RandomizationParts } from "./randomization_curves.ts";

/** Which maps are constant, so that their correlations are 0 by definition. */
export function constantNotes(
  { methods, steps, images }: Pick<
    RandomizationParts,
    "methods" | "steps" | "images"
  >,
): readonly string[] {
  return methods.flatMap(({ name, constantMaps }) => {
    const where = constantMaps.flatMap((count, step) =>
      count === 0 ? [] : [`${count} after ${steps[step]!.name}`]
    );
    return where.length === 0 ? [] : [
      `Maps of ${name} are constant, so that their correlations count as 0: of ${
        images.shape[0]
      }, ${where.join(", ")}.`,
    ];
  });
}
