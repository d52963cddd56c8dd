import * as fc from "fast-check";
import { BRANCH_STEPS } from "./branch_steps.ts";
import { HEADS } from "./heads.ts";
import { LAYER_STEPS } from "./layer_steps.ts";

/** One part of a network: what, and the seed of its settings. */
export interface Step {
  readonly step: keyof typeof LAYER_STEPS | keyof typeof BRANCH_STEPS;
  readonly seed: number;
}

/** A network, its weights and its images, as data. */
export interface Recipe {
  readonly form: "sequential" | "functional" | "modelFirst";
  readonly steps: readonly Step[];
  readonly head: { readonly step: keyof typeof HEADS; readonly seed: number };
  readonly seed: number;
  /** Standard deviation of the images: relu6 is not itself on large ones. */
  readonly spread: number;
}

function keysOf<T extends object>(table: T): (keyof T)[] {
  return Object.keys(table) as (keyof T)[];
}

const seed = fc.nat({ max: 999_999 });

/** Random networks. */
export const recipes: fc.Arbitrary<Recipe> = fc.record({
  form: fc.constantFrom("sequential", "functional", "modelFirst"),
  steps: fc.array(
    fc.record({
      step: fc.constantFrom(...keysOf(LAYER_STEPS), ...keysOf(BRANCH_STEPS)),
      seed,
    }),
    { minLength: 1, maxLength: 7 },
  ),
  head: fc.record({ step: fc.constantFrom(...keysOf(HEADS)), seed }),
  seed,
  spread: fc.constantFrom(0.3, 1, 5, 30),
});
