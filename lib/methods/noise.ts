import {
  integer,
  listOf,
  nonNegative,
  type OptionRequirements,
  positiveInteger,
  recordOf,
} from "../options/mod.ts";
import { Random } from "../random/mod.ts";

/** Standard normal noise that somebody else drew. */
export interface NoiseDraws {
  /** `[S, 1, H, W, C]`, one draw for all images, or `[S, N, H, W, C]`. */
  readonly values: Float32Array;
  /** Their shape. */
  readonly shape: readonly number[];
}

/** What noise a smoothing method adds, as its options say. */
export interface NoiseOptions {
  /**
   * How many noisy inputs are averaged.
   *
   * @default {25}
   */
  readonly samples?: number;
  /**
   * Standard deviation, as a share of each image's own range max − min.
   *
   * @default {0.15}
   */
  readonly noise?: number;
  /**
   * Standard deviation in the units of the network's input, instead of a share:
   * it goes without `noise`.
   */
  readonly deviation?: number;
  /**
   * Seed of the noise. Image i of a batch has a stream of its own.
   *
   * @default {0}
   */
  readonly seed?: number;
  /**
   * Standard normal draws to use instead of drawing; they set `samples`, and go
   * without it and `seed`.
   */
  readonly draws?: NoiseDraws;
}

/** The noise options with their defaults. */
export interface NoiseSettings {
  readonly samples: number;
  readonly noise: number;
  readonly deviation: number | undefined;
  readonly seed: number;
  readonly draws: NoiseDraws | undefined;
}

/** What {@linkcode NoiseOptions} must be. */
export const NOISE_OPTIONS: OptionRequirements<NoiseOptions> = {
  samples: positiveInteger,
  noise: nonNegative,
  deviation: nonNegative,
  seed: integer,
  draws: recordOf({
    values: {
      expected: "a Float32Array",
      isType: (value) => value instanceof Float32Array,
    },
    shape: listOf(positiveInteger),
  }),
};

/**
 * The noise options with their defaults.
 *
 * @throws {TypeError} If one of them leaves another without a use.
 */
export function noiseSettings(options: NoiseOptions): NoiseSettings {
  for (const [name, others] of INSTEAD) {
    const unused = others.find((other) => options[other] !== undefined);
    if (options[name] === undefined || unused === undefined) continue;
    throw new TypeError(
      `Cannot smooth a method as ${name} is instead of ${
        others.join(" and ")
      }: both ${name} and ${unused} are given`,
    );
  }
  const { noise = 0.15, deviation, seed = 0, draws } = options;
  const samples = draws ? draws.shape[0]! : options.samples ?? 25;
  return { samples, noise, deviation, seed, draws };
}

/** Options, and those that have no use beside them. */
const INSTEAD: readonly (readonly [
  keyof NoiseOptions,
  readonly (keyof NoiseOptions)[],
])[] = [
  ["deviation", ["noise"]],
  ["draws", ["samples", "seed"]],
];

/** The noise of one sample for the images `start` … of a batch, as they are laid out. */
export function noiseFor(
  settings: NoiseSettings,
  image: Float32Array,
  index: number,
  sample: number,
): Float32Array {
  const deviation = settings.deviation ?? settings.noise * rangeOf(image);
  const draw = settings.draws
    ? given(settings.draws, image.length, index, sample)
    : drawn(settings.seed, image.length, index, sample);
  return draw.map((value) => value * deviation);
}

function drawn(
  seed: number,
  size: number,
  index: number,
  sample: number,
): Float32Array {
  const random = new Random(seed, index, sample);
  // A plain loop: several times as fast as `Float32Array.from` of a length.
  const draw = new Float32Array(size);
  for (let i = 0; i < size; i++) draw[i] = random.normal();
  return draw;
}

function given(
  { values, shape }: NoiseDraws,
  size: number,
  index: number,
  sample: number,
): Float32Array {
  const images = shape[1]!;
  const at = sample * images + (images === 1 ? 0 : index);
  const draw = values.subarray(at * size, (at + 1) * size);
  const fits = (images === 1 || index < images) && draw.length === size &&
    shape.slice(2).reduce((product, side) => product * side, 1) === size;
  if (fits) return draw;
  throw new TypeError(
    `Cannot smooth a method as draws must be [samples, 1 or images, H, W, C] with ${size} values per image: current shape is [${shape}]`,
  );
}

/** max − min of the values of an image. */
export function rangeOf(values: Float32Array): number {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high - low;
}
