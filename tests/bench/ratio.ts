import { bootstrapInterval } from "../../lib/evaluation/statistics/mod.ts";
import type { Times } from "./measurement.ts";

/** A quotient of times, and the 95 % interval around it. */
export interface Ratio {
  /** Geometric mean over the rounds. */
  readonly ratio: number;
  /** Ends of the interval; those of a single round are the ratio itself. */
  readonly low: number;
  readonly high: number;
}

/**
 * How many times as long one task takes as another, paired round by round:
 * geometric mean, and the bootstrap interval over the rounds. It says how much
 * rounds differ, not how much processes and machines do.
 */
export function ratioOf(above: Times, below: Times): Ratio {
  const rounds = Math.min(above.length, below.length);
  const { mean, low, high } = bootstrapInterval(
    Array.from({ length: rounds }, (_, i) => Math.log(above[i]! / below[i]!)),
  );
  const rounded = (logarithm: number) =>
    Number(Math.exp(Number.isNaN(logarithm) ? mean : logarithm).toPrecision(3));
  return { ratio: rounded(mean), low: rounded(low), high: rounded(high) };
}

/** As `0.86 [0.84, 0.89]`. */
export function ratioText({ ratio, low, high }: Ratio): string {
  return `${ratio.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
}
