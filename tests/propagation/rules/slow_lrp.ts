/** One layer z = Wᵀx + b in float64: `weights[i][j]` leads from input i to output j. */
export interface Matrix {
  readonly weights: readonly (readonly number[])[];
  readonly bias: readonly number[];
}

/** A rule of LRP, contribution by contribution. */
export type SlowRule = (
  matrix: Matrix,
  x: readonly number[],
  relevance: readonly number[],
) => number[];

/** The outputs of a layer. */
export function outputs({ weights, bias }: Matrix, x: readonly number[]) {
  return bias.map((b, j) =>
    x.reduce((sum, value, i) => sum + value * weights[i]![j]!, b)
  );
}

const above = (value: number) => Math.max(value, 0);
const below = (value: number) => Math.min(value, 0);

/** Shares every output's relevance in proportion to `part` of its contributions. */
function sharing(
  part: (
    contribution: number,
    z: number,
    weight: number,
    i: number,
  ) => number,
  biasPart: (bias: number, z: number) => number,
  epsilon = 0,
): SlowRule {
  return (matrix, x, relevance) => {
    const z = outputs(matrix, x);
    const shares = x.map(() => 0);
    relevance.forEach((r, j) => {
      const parts = x.map((value, i) => {
        const weight = matrix.weights[i]![j]!;
        return part(value * weight, z[j]!, weight, i);
      });
      const sum = parts.reduce(
        (a, b) => a + b,
        biasPart(matrix.bias[j]!, z[j]!),
      );
      if (sum === 0) return;
      const whole = sum + epsilon * Math.sign(sum);
      parts.forEach((p, i) => shares[i]! += p / whole * r);
    });
    return shares;
  };
}

/** The formulas of the rules. */
export const SLOW_RULES = {
  epsilon: (epsilon: number) => sharing((c) => c, (b) => b, epsilon),
  gamma: (gamma: number) => {
    const favor = (c: number, z: number) =>
      c + gamma * (z > 0 ? above(c) : below(c));
    return sharing(favor, favor);
  },
  alphaBeta: (alpha: number, beta: number): SlowRule => {
    const raised = sharing(above, above);
    const lowered = sharing(below, below);
    return (matrix, x, relevance) => {
      const up = raised(matrix, x, relevance);
      const down = lowered(matrix, x, relevance);
      return up.map((value, i) => alpha * value - beta * down[i]!);
    };
  },
  flat: () => sharing((_c, _z, weight) => weight === 0 ? 0 : 1, () => 0),
  zBox: (low: readonly number[], high: readonly number[]) =>
    sharing(
      (c, _z, weight, i) =>
        c - low[i]! * above(weight) - high[i]! * below(weight),
      () => 0,
    ),
} as const;
