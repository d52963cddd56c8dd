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
