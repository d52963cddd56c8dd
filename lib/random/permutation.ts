import type { Random } from "./random.ts";

/** The integers 0 … `count` − 1 in an order drawn uniformly. */
export function permutation(count: number, random: Random): number[] {
  return shuffle(Array.from({ length: count }, (_, i) => i), random);
}

/** Puts a list into an order drawn uniformly (Fisher–Yates), and returns it. */
export function shuffle<List extends number[] | Uint32Array | Float32Array>(
  list: List,
  random: Random,
): List {
  for (let i = list.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    const kept = list[i]!;
    list[i] = list[j]!;
    list[j] = kept;
  }
  return list;
}
