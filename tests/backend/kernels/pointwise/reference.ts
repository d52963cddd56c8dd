/** Functions of one number, by tfjs's name, with the numbers of their attributes. */
export const UNARY_REFERENCE: Readonly<
  Record<string, (x: number, a: number, b: number) => number>
> = {
  Relu: (x) => Math.max(x, 0),
  Relu6: (x) => Math.min(Math.max(x, 0), 6),
  LeakyRelu: (x, alpha) => x < 0 ? alpha * x : x,
  Step: (x, alpha) => Number.isNaN(x) ? NaN : x > 0 ? 1 : alpha,
  ClipByValue: (x, low, high) => Math.min(Math.max(x, low), high),
  Exp: (x) => Math.exp(x),
  Abs: (x) => Math.abs(x),
  Neg: (x) => -x,
  Square: (x) => x * x,
  Sqrt: (x) => Math.sqrt(x),
  Rsqrt: (x) => 1 / Math.sqrt(x),
};

/** φ(x) = x · gate(x) of a gated function, with the slope of the gate. */
export interface GateReference {
  readonly gate: (x: number) => number;
  readonly slope: (x: number) => number;
}

const logistic = (x: number) => 1 / (1 + Math.exp(-x));

/** Gated functions by their name. */
export const GATED_REFERENCE: Readonly<Record<string, GateReference>> = {
  gelu: {
    gate: normalCdf,
    slope: (x) => Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI),
  },
  geluTanh: {
    gate: (x) => logistic(geluArgument(x)),
    slope: (x) =>
      logistic(geluArgument(x)) * logistic(-geluArgument(x)) * 2 *
      Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x),
  },
  swish: {
    gate: logistic,
    slope: (x) => logistic(x) * logistic(-x),
  },
};

function geluArgument(x: number): number {
  return 2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3);
}

/** The integral of the normal density, by Simpson's rule. */
function normalCdf(x: number): number {
  const density = (t: number) => Math.exp(-t * t / 2) / Math.sqrt(2 * Math.PI);
  const steps = 400;
  const step = Math.min(Math.abs(x), 12) / steps;
  let sum = density(0) + density(steps * step);
  for (let i = 1; i < steps; i++) sum += (i % 2 ? 4 : 2) * density(i * step);
  return 0.5 + Math.sign(x) * sum * step / 3;
}

/** Functions of two numbers, by tfjs's name or ours. */
export const BINARY_REFERENCE: Readonly<
  Record<string, (a: number, b: number) => number>
> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Multiply: (a, b) => a * b,
  RealDiv: (a, b) => a / b,
  Maximum: (a, b) => Math.max(a, b),
  Minimum: (a, b) => Math.min(a, b),
  SquaredDifference: (a, b) => (a - b) ** 2,
  Prelu: (x, slope) => x < 0 ? slope * x : x,
  FullGradReluGradient: (dy, y) => dy * (Number.isNaN(y) ? NaN : y > 0 ? 1 : 0),
};
