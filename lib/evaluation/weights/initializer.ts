import type { InitializerConfig } from "../../model/mod.ts";
import type { Random } from "../../random/mod.ts";

/** Draws one value of a weight. */
export type Sampler = (random: Random) => number;

/** The distribution of a weight at initialization. */
export interface Initializer {
  readonly sample: Sampler;
  /** The value that it always draws, if there is one. */
  readonly constant: number | undefined;
}

type Build = (
  config: InitializerConfig["config"],
  shape: readonly number[],
) => Initializer | undefined;

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
    varianceScaling(
      real(scale, 1),
      camelCase(mode ?? "fanIn"),
      camelCase(distribution ?? "normal"),
    )(shape),
  // Of a Keras file: what tfjs makes of these is a VarianceScaling.
  GlorotUniform: keras(1, "fanAvg", "uniform"),
  GlorotNormal: keras(1, "fanAvg", "truncatedNormal"),
  HeUniform: keras(2, "fanIn", "uniform"),
  HeNormal: keras(2, "fanIn", "truncatedNormal"),
  LecunUniform: keras(1, "fanIn", "uniform"),
  LecunNormal: keras(1, "fanIn", "truncatedNormal"),
};

/**
 * The distribution that an initializer draws a weight from, for a stream of our
 * own: tfjs's initializers take seeds that are fixed in the layer, so that two
 * layers, or two draws, can come out the same.
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
  return Object.hasOwn(INITIALIZERS, className)
    ? INITIALIZERS[className]!(config, shape)
    : undefined;
}

function keras(...parts: Parameters<typeof varianceScaling>): Build {
  return (_, shape) => varianceScaling(...parts)(shape);
}

function constant(value: number): Initializer {
  return { sample: () => value, constant: value };
}

function uniform(low: number, high: number): Initializer {
  return {
    sample: (random) => random.between(low, high),
    constant: low === high ? low : undefined,
  };
}

function normal(mean: number, deviation: number): Initializer {
  return {
    sample: (random) => mean + deviation * random.normal(),
    constant: deviation === 0 ? mean : undefined,
  };
}

/** A normal distribution without what is over two deviations away. */
function truncatedNormal(mean: number, deviation: number): Initializer {
  const sample = (random: Random) => {
    let value = random.normal();
    while (Math.abs(value) > 2) value = random.normal();
    return mean + deviation * value;
  };
  return { sample, constant: deviation === 0 ? mean : undefined };
}

/** Deviation of a standard normal distribution that is cut off at ±2. */
const TRUNCATED_DEVIATION = 0.8796256610342398;

/** What is drawn for a variance. `normal` is tfjs's own; Keras has the others. */
const OF_VARIANCE: Readonly<
  Record<string, (variance: number) => Initializer>
> = {
  uniform: (variance) => {
    const limit = Math.sqrt(3 * variance);
    return uniform(-limit, limit);
  },
  // Its variance is that before the tails are cut off.
  normal: (variance) => truncatedNormal(0, Math.sqrt(variance)),
  truncatedNormal: (variance) =>
    truncatedNormal(0, Math.sqrt(variance) / TRUNCATED_DEVIATION),
  untruncatedNormal: (variance) => normal(0, Math.sqrt(variance)),
};

/** By mode, what the scale is divided by. */
const FANS: Readonly<
  Record<string, (fanIn: number, fanOut: number) => number>
> = {
  fanIn: (fanIn) => fanIn,
  fanOut: (_, fanOut) => fanOut,
  fanAvg: (fanIn, fanOut) => (fanIn + fanOut) / 2,
};

/** A distribution of the variance `scale / fan`. */
function varianceScaling(
  scale: number,
  mode: string,
  distribution: string,
): (shape: readonly number[]) => Initializer | undefined {
  return (shape) => {
    const fan = FANS[mode]?.(...fans(shape));
    return fan === undefined
      ? undefined
      : OF_VARIANCE[distribution]?.(scale / Math.max(1, fan));
  };
}

/**
 * How many values one output of a weight is made of, and how many outputs one
 * input goes to, as tfjs and Keras count them.
 */
function fans(
  shape: readonly number[],
): readonly [fanIn: number, fanOut: number] {
  const product = (sizes: readonly number[]) =>
    sizes.reduce((size, n) => size * n, 1);
  if (shape.length < 2) {
    const size = Math.sqrt(product(shape));
    return [size, size];
  }
  const window = product(shape.slice(0, -2));
  return [window * shape.at(-2)!, window * shape.at(-1)!];
}

function real(value: unknown, fallback: number): number {
  return typeof value === "number" ? value : fallback;
}

/** `fan_in` of a Keras file is `fanIn` of tfjs. */
function camelCase(word: unknown): string {
  return String(word).replaceAll(
    /_(\w)/g,
    (_, letter: string) => letter.toUpperCase(),
  );
}
