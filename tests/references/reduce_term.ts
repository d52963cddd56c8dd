import type { Numbers } from "./compare.ts";

/** The reductions of a term `[N, h, w, c]` that large networks' references hold. */
export const REDUCTIONS: Readonly<Record<string, (term: Numbers) => Numbers>> =
  {
    bias_grad_sum_hw: (term) => overChannels(term, (value) => value),
    bias_grad_abs_hw: (term) => overChannels(term, Math.abs),
    bias_grad_sum_c: ({ values, shape }) => {
      const [count, channels] = [shape[0]!, shape.at(-1)!];
      const sums = new Float64Array(count * channels);
      const perImage = values.length / count;
      for (let i = 0; i < values.length; i++) {
        sums[Math.floor(i / perImage) * channels + i % channels]! += values[i]!;
      }
      return { values: sums, shape: [count, channels] };
    },
    bias_grad_absminmax: ({ values, shape }) => {
      const perImage = values.length / shape[0]!;
      const limits = Array.from(
        { length: shape[0]! },
        () => [Infinity, 0] as [number, number],
      );
      for (let i = 0; i < values.length; i++) {
        const limit = limits[Math.floor(i / perImage)]!;
        limit[0] = Math.min(limit[0], Math.abs(values[i]!));
        limit[1] = Math.max(limit[1], Math.abs(values[i]!));
      }
      return { values: limits.flat(), shape: [shape[0]!, 2] };
    },
  };

function overChannels(
  { values, shape }: Numbers,
  of: (value: number) => number,
): Numbers {
  const channels = shape.at(-1)!;
  const sums = new Float64Array(values.length / channels);
  for (let i = 0; i < values.length; i++) {
    sums[Math.floor(i / channels)]! += of(values[i]!);
  }
  return { values: sums, shape: shape.slice(0, -1) };
}
