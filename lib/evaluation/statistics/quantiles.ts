import jstat from "jstat";

/** What is used of jstat, which has no types of its own. */
interface Distributions {
  readonly studentt: { inv(probability: number, free: number): number };
  readonly normal: {
    inv(probability: number, mean: number, deviation: number): number;
  };
}

const { studentt, normal }: Distributions = jstat.jStat;

/** From so many degrees of freedom on jstat's iteration loses digits. */
const AS_NORMAL = 1e6;

/**
 * The number that a value of Student's distribution is below with a probability.
 *
 * @param probability In (0, 1).
 * @param free Degrees of freedom, positive; from a million on it is the normal one.
 */
export function studentQuantile(probability: number, free: number): number {
  return free < AS_NORMAL
    ? studentt.inv(probability, free)
    : normalQuantile(probability);
}

/** The same of the standard normal distribution. */
export function normalQuantile(probability: number): number {
  return normal.inv(probability, 0, 1);
}
