import type {
  ActivationFunction,
  ActivationName,
} from "../../../lib/model/mod.ts";

/** Every elementwise function in float64, from its textbook formula. */
export const ELEMENTWISE_REFERENCE: {
  readonly [N in ActivationName]: (
    x: number,
    fn: Extract<ActivationFunction, { name: N }>,
  ) => number;
} = {
  relu: (x) => Math.max(0, x),
  leakyRelu: (x, { slope }) => x > 0 ? x : slope * x,
  thresholdedRelu: (x, { threshold }) => x > threshold ? x : 0,
  clippedRelu: (x, { ceiling }) => Math.min(Math.max(0, x), ceiling),
  elu: (x, { alpha }) => x > 0 ? x : alpha * Math.expm1(x),
  selu: (x) =>
    1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  hardSigmoid: (x) => Math.min(1, Math.max(0, 0.2 * x + 0.5)),
  tanh: (x) => Math.tanh(x),
  softplus: (x) => softplus(x),
  softsign: (x) => x / (1 + Math.abs(x)),
  gelu: (x) => x * normalCdf(x),
  geluTanh: (x) =>
    0.5 * x *
    (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
  swish: (x) => x / (1 + Math.exp(-x)),
  hardSwish: (x) => x * Math.min(6, Math.max(0, x + 3)) / 6,
  rectifier: (x, { slope, threshold, ceiling }) =>
    x > threshold ? Math.min(x, ceiling) : slope * (x - threshold),
  hardShrink: (x, { threshold }) => Math.abs(x) > threshold ? x : 0,
  softShrink: (x, { threshold }) =>
    x > threshold ? x - threshold : x < -threshold ? x + threshold : 0,
  logSigmoid: (x) => -softplus(-x),
  sparsePlus: (x) => x <= -1 ? 0 : x >= 1 ? x : (x + 1) ** 2 / 4,
  squareplus: (x) => (x + Math.sqrt(x * x + 4)) / 2,
  tanhShrink: (x) => x - Math.tanh(x),
  mish: (x) => x * Math.tanh(softplus(x)),
  celu: (x, { alpha }) => x > 0 ? x : alpha * Math.expm1(x / alpha),
  clip: (x, { low, high }) => Math.min(Math.max(x, low), high),
  power: (x, { exponent }) => x ** exponent,
  abs: (x) => Math.abs(x),
  cos: (x) => Math.cos(x),
  erf: (x) => 2 * normalCdf(x * Math.SQRT2) - 1,
  exp: (x) => Math.exp(x),
  log: (x) => Math.log(x),
  reciprocal: (x) => 1 / x,
  sin: (x) => Math.sin(x),
  sqrt: (x) => Math.sqrt(x),
  ceil: (x) => Math.ceil(x),
  floor: (x) => Math.floor(x),
  round: (x) => Math.round(x),
  sign: (x) => Math.sign(x),
};

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** Φ(x) by Simpson's rule on the density, which is exact to 1e-12 here. */
function normalCdf(x: number): number {
  const end = Math.min(Math.abs(x), 9);
  const steps = 400;
  const h = end / steps;
  const density = (t: number) => Math.exp(-t * t / 2) / Math.sqrt(2 * Math.PI);
  let sum = density(0) + density(end);
  for (let i = 1; i < steps; i++) sum += (i % 2 ? 4 : 2) * density(i * h);
  return 0.5 + Math.sign(x) * sum * h / 3;
}
