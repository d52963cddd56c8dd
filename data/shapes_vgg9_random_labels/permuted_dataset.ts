import { renderShapes } from "../../lib/image/shapes/mod.ts";
import { Random } from "../../lib/random/mod.ts";
import { permutation } from "./permutation.ts";

/** Images of the shapes dataset, and the labels that are learnt for them. */
export interface PermutedSet {
  /** Colours 0…255, `[count, 64, 64, 3]`. */
  readonly rgb: Uint8Array;
  /** The true labels in another order. */
  readonly labels: readonly number[];
}

/** What the training set of this folder's network follows from. */
export const PERMUTED_SET = {
  seed: 1,
  count: 192,
  permutationSeed: 1,
} as const;

/** The training set of this folder's network. */
export function permutedSet(): PermutedSet {
  const { seed, count, permutationSeed } = PERMUTED_SET;
  const { rgb, labels } = renderShapes({ seed, count });
  const order = permutation(count, new Random(permutationSeed, 0, 0));
  return { rgb, labels: order.map((i) => labels[i]!) };
}
