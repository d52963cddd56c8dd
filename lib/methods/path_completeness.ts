import { type Completeness, completenessOfSums } from "../decomposition/mod.ts";
import type { Explained, NumericArray } from "../propagation/mod.ts";

/** f(x) = Σ attributions + f(x'), with f(x') as what does not depend on x. */
export function pathCompleteness(
  { target }: Explained,
  { values }: NumericArray,
  atBaseline: NumericArray,
): readonly Completeness[] {
  const size = values.length / target.values.length;
  return target.values.map((output, i) => {
    const inputTerm = values.subarray(i * size, (i + 1) * size)
      .reduce((sum, value) => sum + value, 0);
    return completenessOfSums(output, {
      input: [inputTerm],
      explicit: [atBaseline.values[i]!],
      implicit: [],
    });
  });
}

/** From this share of f(x) − f(x') on, a residual is worth a note. */
const LARGE_RESIDUAL = 0.05;
/** Up to this share of f(x) and f(x'), it is rounding. */
const ROUNDING = 1e-5;

/** What is to be said where attributions do not add up to f(x) − f(x'). */
export function residualNotes(
  { images }: Explained,
  completeness: readonly Completeness[],
  advice: string,
): readonly string[] {
  return completeness.flatMap(
    ({ output, inputTerm, biasTerm, residual }, i) => {
      const change = output - biasTerm;
      const size = Math.abs(residual);
      if (
        size < LARGE_RESIDUAL * Math.abs(change) ||
        size <= ROUNDING * (Math.abs(output) + Math.abs(biasTerm))
      ) return [];
      const share = change === 0
        ? ""
        : `, a residual of ${(100 * size / Math.abs(change)).toFixed(0)} %`;
      return [
        `The attributions of ${images.names[i]} add up to ${
          inputTerm.toPrecision(3)
        } and not to f(x) − f(baseline) = ${
          change.toPrecision(3)
        }${share}: ${advice}.`,
      ];
    },
  );
}
