import * as tf from "@tensorflow/tfjs";
import {
  type Attributions,
  numberNotes,
  SaliencyMap,
} from "../../aggregation/mod.ts";
import type { ImageInput, Images } from "../../image/mod.ts";
import { asModel, type ModelInput } from "../../model/mod.ts";
import {
  callback,
  checkOptions,
  checkValue,
  isRecord,
} from "../../options/mod.ts";
import {
  EXPLAIN_OPTIONS,
  type ExplainOptions,
  explainOutputs,
} from "../../propagation/mod.ts";
import type { AttributionMethod } from "../attribution_method.ts";
import { fixedTarget } from "../fixed_target.ts";
import {
  NOISE_OPTIONS,
  noiseFor,
  type NoiseOptions,
  type NoiseSettings,
  noiseSettings,
} from "../noise.ts";

/** What is averaged of every attribution. */
export interface Averaging {
  /** Name of the wrapper, such as `SmoothGrad`. */
  readonly name: string;
  /** What is averaged, of one attribution. */
  readonly of: (attribution: number) => number;
  /** Whether it can be negative where the attribution is. */
  readonly keepsSign: boolean;
  /** How the mean attributions of the channels are summed. */
  readonly magnitude: (own: Attributions) => Attributions["magnitude"];
}

/** The noise of a wrapper, once the method and the options are checked. */
export function smoothing<O extends ExplainOptions>(
  method: AttributionMethod<O>,
  noise: NoiseOptions,
): NoiseSettings {
  checkValue("smooth a method", "the method", method, {
    ...callback,
    expected:
      "a function, as in smoothGrad(inputGradient)(model, image): a method, not a model",
  });
  checkOptions("smooth a method", noise, NOISE_OPTIONS);
  return noiseSettings(noise);
}

/** The mean over noisy copies of what a method attributes. */
export async function averageOverNoise<O extends ExplainOptions>(
  method: AttributionMethod<O>,
  noise: NoiseSettings,
  averaging: Averaging,
  model: ModelInput,
  input: ImageInput,
  options: O,
): Promise<SaliencyMap> {
  const { onProgress, ...quiet } = sharedOptions(averaging.name, options);
  const loaded = asModel(model);
  const explained = await explainOutputs(loaded, input, quiet);
  const { images } = explained;
  const [count, height, width] = images.shape;
  const target = fixedTarget(options.target, explained.target);
  const sums = new Sums(averaging.of);
  let last: SaliencyMap | undefined;
  for (let sample = 0; sample < noise.samples; sample++) {
    last = await method(loaded, noisy(images, noise, sample), {
      ...options,
      target,
      onProgress: (done: number, total: number) =>
        onProgress?.(sample * total + done, noise.samples * total),
    });
    sums.add(last.attributions?.values ?? last.values);
  }
  const mean = sums.mean();
  const { attributions: own, settings, signed, method: name } = last!;
  const attributions = own && {
    values: mean,
    shape: own.shape,
    magnitude: averaging.magnitude(own),
  };
  return new SaliencyMap({
    ...explained,
    notes: [...explained.notes, ...notesOfLast(last!, noise, explained.notes)],
    method: `${averaging.name} of ${name}`,
    values: attributions
      ? await mapOf(attributions, count * height * width)
      : mean,
    whyEmpty: "the mean over its noisy copies is",
    signed: signed && averaging.keepsSign,
    settings: {
      ...settings,
      averages: own ? "attributions" : "maps",
      samples: noise.samples,
      ...(noise.deviation === undefined
        ? { noise: noise.noise }
        : { deviation: noise.deviation }),
      seed: noise.draws ? "draws given" : noise.seed,
    },
    ...(attributions && { attributions }),
  });
}

/** What the method says of the last noisy copy, beside what is said already. */
function notesOfLast(
  { data }: SaliencyMap,
  { samples }: NoiseSettings,
  said: readonly string[],
): readonly string[] {
  return [...data.notes, ...numberNotes(data)]
    .filter((note) => !said.includes(note))
    .map((note) => `Of the last of ${samples} noisy copies: ${note}`);
}

/** The options that every method takes, checked; the others are the method's. */
function sharedOptions(name: string, options: ExplainOptions): ExplainOptions {
  const known = Object.keys(EXPLAIN_OPTIONS);
  const shared = isRecord(options)
    ? Object.fromEntries(
      Object.entries(options).filter(([name]) => known.includes(name)),
    )
    : options;
  checkOptions(`run ${name}`, shared, EXPLAIN_OPTIONS);
  return shared;
}

function noisy(
  { values, shape, rgb, names }: Images,
  noise: NoiseSettings,
  sample: number,
): Images {
  const size = values.length / shape[0];
  const copy = values.slice();
  for (let i = 0; i < shape[0]; i++) {
    const image = values.subarray(i * size, (i + 1) * size);
    const added = noiseFor(noise, image, i, sample);
    for (let j = 0; j < size; j++) copy[i * size + j]! += added[j]!;
  }
  return { values: copy, shape, rgb, names };
}

/** A running sum in float64, so that equal samples have themselves as mean. */
class Sums {
  readonly #of: (value: number) => number;
  #sums: Float64Array | undefined;
  #count = 0;

  constructor(of: (value: number) => number) {
    this.#of = of;
  }

  add(values: Float32Array): void {
    const sums = this.#sums ??= new Float64Array(values.length);
    for (let i = 0; i < values.length; i++) sums[i]! += this.#of(values[i]!);
    this.#count++;
  }

  mean(): Float32Array {
    return Float32Array.from(this.#sums!, (sum) => sum / this.#count);
  }
}

/** The sum over channels of the magnitudes. */
async function mapOf(
  { values, shape, magnitude }: Attributions,
  size: number,
): Promise<Float32Array> {
  const map = tf.tidy(() => {
    const tensor: tf.Tensor = tf.tensor(values, [...shape]);
    return tf.reshape(tf.sum(magnitude.of(tensor as tf.Tensor4D), 3), [size]);
  });
  try {
    return Float32Array.from(await map.data());
  } finally {
    map.dispose();
  }
}
