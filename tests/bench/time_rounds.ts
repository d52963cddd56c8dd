/** What is timed, by name. */
export type Tasks<K extends string> = {
  readonly [name in K]: () => Promise<void>;
};

/** Seconds after which no further round is begun. */
export const BUDGET = 90;

/**
 * Milliseconds of every task in every round.
 *
 * The tasks take turns, so that what disturbs the machine disturbs all of them
 * and quotients within a round hold. The first round is not counted: in it
 * weights are packed and memory grows. A slow case gets fewer rounds, one at
 * least.
 */
export async function timeRounds<K extends string>(
  tasks: Tasks<K>,
  rounds: number,
): Promise<Record<K, readonly number[]>> {
  const names = Object.keys(tasks) as K[];
  const times = Object.fromEntries(
    names.map((name) => [name, [] as number[]]),
  ) as Record<K, number[]>;
  const begin = performance.now();
  for (let round = 0; round <= rounds; round++) {
    if (round > 1 && performance.now() - begin > BUDGET * 1000) break;
    for (const name of names) {
      const start = performance.now();
      await tasks[name]();
      if (round > 0) times[name].push(performance.now() - start);
    }
  }
  return times;
}
