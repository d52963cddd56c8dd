import type { Columns } from "../units/mod.ts";
import type { Entrant } from "./entrant.ts";
import type { RemovalPlan } from "./removal_plan.ts";

/** The outputs of one method's changed images. */
export interface MethodOutputs {
  /** Its name in figures and tables. */
  readonly name: string;
  /** Whether it is there to tell what a number means. */
  readonly control: boolean;
  /** What its maps call it. */
  readonly method: string;
  /** Whether its maps have negative values. */
  readonly signed: boolean;
  /** Its own options, as its maps state them. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Which images are finished: their positions. */
  readonly finished: readonly number[];
  /** f(x) of these images. */
  readonly before: readonly number[];
  /** By test, point, repeat and finished image: f(x′). */
  readonly after: Readonly<
    Record<string, readonly (readonly (readonly number[])[])[]>
  >;
}

/** A method's outputs out of the results of its units; some may be missing. */
export function outputsOf(
  { name, control, title, signed, settings }: Entrant,
  results: readonly (Columns | undefined)[],
  plans: readonly RemovalPlan[],
): MethodOutputs {
  const before = new Map<number, number>();
  const after: Record<string, number[][][]> = Object.fromEntries(
    plans.map(({ name, fractions }) => [name, fractions.map(() => [])]),
  );
  for (const columns of results) {
    if (columns === undefined) continue;
    for (let row = 0; row < columns["image"]!.length; row++) {
      const at = <T>(column: string) => columns[column]![row] as T;
      const test = at<string>("test");
      const { fractions } = plans.find(({ name }) => name === test)!;
      const point = fractions.indexOf(at<number>("fraction"));
      (after[test]![point]![at<number>("repeat")] ??= []).push(at("after"));
      before.set(at("image"), at("before"));
    }
  }
  return {
    name,
    control,
    method: title,
    signed,
    settings,
    finished: [...before.keys()],
    before: [...before.values()],
    after,
  };
}
