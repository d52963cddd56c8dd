/** Applies `f` to every row of `length` values of each of the operands. */
export function byRow(
  length: number,
  f: (...rows: number[][]) => readonly number[],
  ...operands: readonly Float32Array[]
): number[] {
  const rows = operands[0]!.length / length;
  return Array.from({ length: rows }, (_, row) =>
    f(
      ...operands.map((values) => [
        ...values.subarray(row * length, (row + 1) * length),
      ]),
    )).flat();
}

/** e^x over the sum of it. */
export function softmax(x: readonly number[]): number[] {
  const most = Math.max(...x);
  const powers = x.map((value) => Math.exp(value - most));
  const total = sum(powers);
  return powers.map((power) => power / total);
}

/** The gradient of a softmax by its matrix of derivatives. */
export function softmaxGradient(
  dy: readonly number[],
  y: readonly number[],
): number[] {
  const weighted = sum(y.map((value, i) => value * dy[i]!));
  return y.map((value, i) => value * dy[i]! - value * weighted);
}

/** What normalizes a row. */
export interface NormSettings {
  readonly gamma: readonly number[];
  readonly beta: readonly number[];
  readonly epsilon: number;
  readonly centered: boolean;
}

/** γ x̂ + β of a row. */
export function layerNorm(
  x: readonly number[],
  { gamma, beta, ...settings }: NormSettings,
): number[] {
  const { normalized } = normalize(x, settings);
  return normalized.map((value, i) => value * gamma[i]! + beta[i]!);
}

/**
 * The gradient of {@linkcode layerNorm}, by the derivatives of each x̂ᵢ by each
 * xⱼ: (δᵢⱼ − 1/n − x̂ᵢ x̂ⱼ / n) / deviation, without 1/n where not centered.
 */
export function layerNormGradient(
  x: readonly number[],
  dy: readonly number[],
  { gamma, ...settings }: NormSettings,
): number[] {
  const { normalized, deviation } = normalize(x, settings);
  const h = dy.map((value, i) => value * gamma[i]!);
  const mean = settings.centered ? sum(h) / x.length : 0;
  const slope = sum(h.map((value, i) => value * normalized[i]!)) / x.length;
  return h.map((value, i) =>
    (value - mean - normalized[i]! * slope) / deviation
  );
}

/** dy · γ x̂ less the gradient times x. */
export function layerNormTerm(
  x: readonly number[],
  dy: readonly number[],
  settings: NormSettings,
): number[] {
  const plain = layerNorm(x, { ...settings, beta: x.map(() => 0) });
  const gradient = layerNormGradient(x, dy, settings);
  return plain.map((value, i) => value * dy[i]! - gradient[i]! * x[i]!);
}

function normalize(
  x: readonly number[],
  { epsilon, centered }: Pick<NormSettings, "epsilon" | "centered">,
): { readonly normalized: number[]; readonly deviation: number } {
  const mean = centered ? sum(x) / x.length : 0;
  const squares = x.map((value) => (value - mean) ** 2);
  const deviation = Math.sqrt(sum(squares) / x.length + epsilon);
  return {
    normalized: x.map((value) => (value - mean) / deviation),
    deviation,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/**
 * Batch normalization by the batch's own statistics in float64, channel by
 * channel, and its gradients given `dy`.
 */
export function batchNormTraining(
  x: readonly number[],
  dy: readonly number[],
  { gamma, beta, epsilon }: {
    readonly gamma: readonly number[];
    readonly beta: readonly number[];
    readonly epsilon: number;
  },
) {
  const channels = gamma.length;
  const count = x.length / channels;
  const sums = (of: (i: number) => number) => {
    const sums = Array<number>(channels).fill(0);
    x.forEach((_, i) => sums[i % channels]! += of(i));
    return sums;
  };
  const mean = sums((i) => x[i]!).map((sum) => sum / count);
  const centered = x.map((value, i) => value - mean[i % channels]!);
  const variance = sums((i) => centered[i]! ** 2).map((sum) => sum / count);
  const deviation = variance.map((value) => Math.sqrt(value + epsilon));
  const normalized = centered.map((value, i) =>
    value / deviation[i % channels]!
  );
  const gammaGradient = sums((i) => dy[i]! * normalized[i]!);
  const betaGradient = sums((i) => dy[i]!);
  return {
    output: normalized.map((value, i) =>
      value * gamma[i % channels]! + beta[i % channels]!
    ),
    mean,
    variance,
    gammaGradient,
    betaGradient,
    gradient: dy.map((value, i) => {
      const channel = i % channels;
      const left = value - betaGradient[channel]! / count -
        normalized[i]! * gammaGradient[channel]! / count;
      return left * gamma[channel]! / deviation[channel]!;
    }),
  };
}
