import type { InitializerConfig } from "../../model/mod.ts";
import type { Random } from "../../random/mod.ts";
import { fans } from "./fans.ts";

/** Draws one value of a weight. */
export type Sampler = (random: Random) => number;

/** The distribution of a weight at initialisation. */
export interface Initializer {
  readonly sample: Sampler;
  /** Whether every value is the same. */
  readonly constant: boolean;
}

type Build = (
  config: InitializerConfig["config"],
  shape: readonly number[],
) => Initializer;

const INITIALIZERS: Readonly<Record<string, Build>> = {
  Zeros: () => constant(0),
  Ones: () => constant(1),
  Constant: ({ value }) => constant(real(value, 0)),
  RandomUniform: ({ minval, maxval }) =>
    uniform(real(minval, -0.05), real(maxval, 0.05)),
  RandomNormal: ({ mean, stddev }) => normal(real(mean, 0), real(stddev, 0.05)),
  TruncatedNormal: ({ mean, stddev }) =>
    truncatedNormal(real(mean, 0), real(stddev, 0.05)),
  VarianceScaling: ({ scale, mode, distribution }, shape) =>
    varianceScaling(real(scale, 1), mode, distribution, shape),
  GlorotUniform: (_, shape) => varianceScaling(1, "fanAvg", "uniform", shape),
  GlorotNormal: (_, shape) => varianceScaling(1, "fanAvg", "normal", shape),
  HeUniform: (_, shape) => varianceScaling(2, "fanIn", "uniform", shape),
  HeNormal: (_, shape) => varianceScaling(2, "fanIn", "normal", shape),
  LeCunUniform: (_, shape) => varianceScaling(1, "fanIn", "uniform", shape),
  LeCunNormal: (_, shape) => varianceScaling(1, "fanIn", "normal", shape),
};

/**
 * The distribution that an initializer of tfjs draws a weight from, for a
 * stream of our own: tfjs's initializers take seeds that are fixed in the
 * layer, so that two layers, or two draws, can come out the same.
 *
 * @param initializer Class and configuration, as the layer's `getConfig` has
 * them.
 * @param shape Shape of the weight, which scales some of them.
 * @returns The distribution, or `undefined` for a class that is not known.
 */
export function initializerOf(
  { className, config }: InitializerConfig,
  shape: readonly number[],
): Initializer | undefined {
  return INITIALIZERS[className]?.(config, shape);
}

function constant(value: number): Initializer {
  return { sample: () => value, constant: true };
}

function uniform(low: number, high: number): Initializer {
  return {
    sample: (random) => random.between(low, high),
    constant: low === high,
  };
}

function normal(mean: number, deviation: number): Initializer {
  return {
    sample: (random) => mean + deviation * random.normal(),
    constant: deviation === 0,
  };
}

/** A normal distribution without what is over two deviations away. */
function truncatedNormal(mean: number, deviation: number): Initializer {
  const sample = (random: Random) => {
    let value = random.normal();
    while (Math.abs(value) > 2) value = random.normal();
    return mean + deviation * value;
  };
  return { sample, constant: deviation === 0 };
}

/**
 * As tfjs has it: the variance `scale / fan` is that of the normal
 * distribution before its tails are cut off (Keras scales it up again).
 */
function varianceScaling(
  scale: number,
  mode: unknown,
  distribution: unknown,
  shape: readonly number[],
): Initializer {
  const [fanIn, fanOut] = fans(shape);
  const fan = mode === "fanIn"
    ? fanIn
    : mode === "fanOut"
    ? fanOut
    : (fanIn + fanOut) / 2;
  const variance = scale / Math.max(1, fan);
  if (distribution !== "uniform") {
    return truncatedNormal(0, Math.sqrt(variance));
  }
  const limit = Math.sqrt(3 * variance);
  return uniform(-limit, limit);
}

function real(value: unknown, fallback: number): number {
  return typeof value === "number" ? value : fallback;
}
