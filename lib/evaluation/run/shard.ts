import { checkValue, text as words } from "../../options/mod.ts";
/** One of several processes, perhaps on several machines, that share a job. */
export interface Shard {
  /** Which one, from 1. */
  readonly index: number;
  /** How many there are. */
  readonly count: number;
}

/**
 * The shard that a text such as `3/8` names: the third of eight.
 *
 * @param text Two integers with a slash between.
 * @returns The shard.
 * @throws {RangeError} If it is not of this form with 1 ≤ index ≤ count.
 *
 * @example
 * ```ts
 * import { parseShard } from "fullgrad/evaluation";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseShard("3/8"), { index: 3, count: 8 });
 * ```
 */
export function parseShard(text: string): Shard {
  checkValue("share the work", "a shard", text, words);
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (index === undefined || count === undefined) {
    throw new RangeError(
      `Cannot share the work as a shard must be written i/n, such as 3/8: current value is "${text}"`,
    );
  }
  return checkShard({ index: Number(index), count: Number(count) });
}

/**
 * The shard itself.
 *
 * @throws {RangeError} If it is not one of its number.
 */
export function checkShard(shard: Shard): Shard {
  const { index, count } = shard;
  if (
    Number.isInteger(index) && Number.isInteger(count) && 1 <= index &&
    index <= count
  ) {
    return shard;
  }
  throw new RangeError(
    `Cannot share the work as a shard i/n must have integers 1 ≤ i ≤ n: current value is ${index}/${count}`,
  );
}

/** Whether the unit at a position, from 0, is the shard's to compute. */
export function isOfShard(position: number, { index, count }: Shard): boolean {
  return position % count === index - 1;
}
