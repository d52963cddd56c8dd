import * as tf from "@tensorflow/tfjs";
import { decompose, type SiteTerm } from "../decomposition/mod.ts";
import { formatNumber } from "../display/mod.ts";
import {
  type Chunk,
  type Explained,
  forward,
  greatestClass,
  type LayerTies,
  type PassResult,
  targetValue,
} from "../propagation/mod.ts";
import { noiseFor, type NoiseSettings } from "./noise.ts";

/** The mean of a site's term over noisy inputs. */
export interface MeanTerm extends Pick<SiteTerm, "site" | "spatial" | "grid"> {
  readonly mean: tf.Tensor;
}

/** What is computed of the clean image and of its noisy copies. */
export interface MeanTerms extends PassResult {
  /** The mean of what is explained over the copies. */
  readonly output: tf.Tensor;
  readonly means: readonly MeanTerm[];
}

/**
 * What is explained of the clean image, and the means over noisy inputs of it and
 * of every term of its decomposition, in the order in which it shows them; ties of
 * the last one.
 */
export function* meanTerms(
  chunk: Chunk,
  values: Float32Array,
  noise: NoiseSettings,
): Generator<readonly unknown[], MeanTerms> {
  const { graph, image, start, target } = chunk;
  const logits = tf.tidy(() => forward(graph, image).output);
  const chosen = chunk.classes.chosen ?? greatestClass(logits, graph.head);
  const classes = { ...chunk.classes, chosen };
  const value = tf.tidy(() => targetValue(target, logits, graph.head, classes));
  const means: MeanTerm[] = [];
  let output: tf.Tensor | undefined;
  let ties: readonly LayerTies[] = [];
  const add = (before: tf.Tensor | undefined, sample: tf.Tensor) => {
    const mean = tf.tidy(() => {
      const share = tf.div(sample, noise.samples);
      return before ? tf.add(before, share) : share;
    });
    before?.dispose();
    sample.dispose();
    return mean;
  };
  for (let sample = 0; sample < noise.samples; sample++) {
    if (sample > 0) {
      yield [logits, chosen, value, output!, ...means.map(({ mean }) => mean)];
    }
    const noisy = addNoise(image, values, start, sample, noise);
    let shown = 0;
    const pass = decompose(
      { ...chunk, image: noisy, classes },
      ({ site, spatial, grid, product }) => {
        const mean = add(means[shown]?.mean, product());
        means[shown++] = { site, spatial, grid, mean };
      },
    );
    output = add(output, pass.value);
    ties = pass.ties ?? [];
  }
  return { logits, value, output: output!, ties, means };
}

function addNoise(
  image: tf.Tensor4D,
  values: Float32Array,
  start: number,
  sample: number,
  settings: NoiseSettings,
): tf.Tensor4D {
  const count = image.shape[0];
  const size = image.size / count;
  const noise = new Float32Array(image.size);
  for (let i = 0; i < count; i++) {
    const own = values.subarray((start + i) * size, (start + i + 1) * size);
    noise.set(noiseFor(settings, own, start + i, sample), i * size);
  }
  return tf.tidy(() => tf.add(image, tf.tensor4d(noise, image.shape)));
}

/** From this share of an output on, that of noisy copies is another. */
const WORTH_SAYING = 1e-3;
/** So many images at most are told one by one. */
const TOLD = 3;

/** To what the mean terms add up, where it is not the output of the image. */
export function meanNotes(
  { images: { names }, target: { values } }: Explained,
  outputs: readonly number[],
  { samples }: NoiseSettings,
): readonly string[] {
  const others = names.flatMap((name, i) => {
    const [clean, mean] = [values[i]!, outputs[i]!];
    return Math.abs(mean - clean) > WORTH_SAYING * Math.abs(clean)
      ? [
        `${formatNumber(mean)} for ${name}, whose own is ${
          formatNumber(clean)
        }`,
      ]
      : [];
  });
  if (others.length === 0) return [];
  const told = others.slice(0, TOLD).join("; ");
  const more = others.length > TOLD ? `; and ${others.length - TOLD} more` : "";
  return [
    `The terms are means over ${samples} noisy copies and add up to the copies' mean output: ${told}${more}.`,
  ];
}
