import type { Measure } from "./evaluation_data.ts";
import { COMPARISON_MEASURES } from "./known/comparison_measures.ts";
import type { KnownMeasures } from "./known/known_measure.ts";
import { MAP_MEASURES } from "./known/map_measures.ts";
import { REMOVAL_MEASURES } from "./known/removal_measures.ts";

/**
 * What is known of measures, by name: what they are, which direction speaks for a
 * method, where they come from, and what the literature holds against them. The
 * figures, texts and records of experiments draw from it.
 *
 * The measures of alikeness, such as `Spearman`, speak neither for nor against
 * methods: what a high number means is the experiment's.
 *
 * @example
 * ```ts
 * import { MEASURE_LIMITS } from "fullgrad/evaluation";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(MEASURE_LIMITS["infidelity"]!.better, "lower");
 * console.log(MEASURE_LIMITS["infidelity"]!.limits.join("\n"));
 * ```
 */
export const MEASURE_LIMITS: KnownMeasures = {
  ...MAP_MEASURES,
  ...REMOVAL_MEASURES,
  ...COMPARISON_MEASURES,
};

/**
 * A measure of the table, as records have it, with what is held against it in its
 * note.
 *
 * @param name A key of {@linkcode MEASURE_LIMITS}.
 * @param own What differs, or is known only here; a note is put before the limit.
 */
export function measure(name: string, own: Partial<Measure> = {}): Measure {
  const { meaning, better, limit } = MEASURE_LIMITS[name]!;
  const note = [own.note, limit].filter((part) => part !== undefined).join(
    "; ",
  );
  return { name, meaning, ...(better && { better }), ...own, note };
}

/** What is held against measures, each sentence once. */
export function limitsOf(
  measures: readonly Pick<Measure, "name">[],
): readonly string[] {
  return [
    ...new Set(
      measures.flatMap(({ name }) => MEASURE_LIMITS[name]?.limits ?? []),
    ),
  ];
}
