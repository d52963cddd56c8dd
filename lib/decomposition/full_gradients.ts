import type * as tf from "@tensorflow/tfjs";
import type { ImageInput } from "../image/mod.ts";
import type { ModelInput } from "../model/mod.ts";
import { checkOptions } from "../options/mod.ts";
import {
  type Explained,
  explainInChunks,
  type NumericArray,
} from "../propagation/mod.ts";
import {
  BIAS_GRADIENTS_OPTIONS,
  type BiasGradientsOptions,
} from "./bias_gradients.ts";
import {
  type Completeness,
  completenessOf,
  type TermSum,
} from "./completeness.ts";
import { decompose } from "./decompose.ts";
import type { Site, SiteTerm } from "./term.ts";
import { termNotes } from "./term_notes.ts";
import { placelessTokens } from "./token_maps.ts";

/** The bias-gradient term of one site, neuron by neuron. */
export interface BiasGradient {
  /** Where the bias acts. */
  readonly site: Site;
  /**
   * ∇b f ⊙ b, of the shape of the site's output: `[N, h, w, c]` after a
   * convolution, `[N, c]` after a dense layer, `[N]` for a layer whose term has
   * no place.
   */
  readonly term: NumericArray;
}

/** The exact decomposition of an output, neuron by neuron. */
export interface FullGradients extends Explained {
  /** ∇x f, `[N, H, W, C]`. */
  readonly inputGradient: NumericArray;
  /** ∇x f ⊙ x, `[N, H, W, C]`. */
  readonly inputTerm: NumericArray;
  /** The term of every bias, explicit and implicit, in forward order. */
  readonly biasGradients: readonly BiasGradient[];
  /** The sums of all terms: the input's, then the sites' in forward order. */
  readonly terms: readonly TermSum[];
  /** How nearly the terms add up to the output, per image. */
  readonly completeness: readonly Completeness[];
}

/**
 * The full-gradient of a network's output: the input-gradient and the
 * bias-gradient of every neuron, which add up to the output,
 * `f(x) = <∇x f, x> + <∇b f, b>`.
 *
 * Biases are explicit (of convolutions, dense layers and batch normalization)
 * and implicit (of nonlinear functions that are not piecewise linear through
 * 0, of gates, of normalizations); the equation holds for any differentiable
 * network. Every neuron's term is returned, which takes as much memory as the
 * network's feature maps; {@linkcode biasGradients} returns maps.
 *
 * Source: Srinivas & Fleuret, "Full-Gradient Representation for Neural Network
 * Visualization", NeurIPS 2019, equation 2 and section 3.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images One image or a batch: paths, URLs, pixels or values.
 * @param options What is explained, and how the work is cut.
 * @returns All terms as typed arrays; nothing to dispose.
 * @throws {TypeError} If the images do not fit the model, or an option does not
 * exist or has another type.
 * @throws {RangeError} If the target does not exist or the output is not finite.
 *
 * @example
 * ```ts
 * import { fullGradients, startBackend } from "fullgrad";
 * import { assert } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startBackend();
 * const model = tf.sequential({
 *   layers: [
 *     tf.layers.conv2d({ filters: 4, kernelSize: 3, activation: "swish", inputShape: [8, 8, 3] }),
 *     tf.layers.flatten(),
 *     tf.layers.dense({ units: 10, biasInitializer: "ones" }),
 *   ],
 * });
 * const { completeness, biasGradients } = await fullGradients(model, tf.randomNormal([8, 8, 3]));
 * assert(completeness[0]!.relativeToTerms < 1e-5);
 * assert(biasGradients.some(({ site }) => site.bias === "implicit"));
 * ```
 */
export async function fullGradients(
  model: ModelInput,
  images: ImageInput,
  options: BiasGradientsOptions = {},
): Promise<FullGradients> {
  checkOptions("run fullGradients", options, BIAS_GRADIENTS_OPTIONS);
  const { arrays, explained } = await explainInChunks(
    model,
    images,
    options,
    (chunk) => {
      const products: Product[] = [];
      let inputGradient: tf.Tensor | undefined;
      const pass = decompose(
        chunk,
        ({ site, spatial, grid, gradient, product }) => {
          if (site.kind === "input") inputGradient = gradient;
          const term = product();
          products.push({
            site,
            spatial,
            term,
            placeless: grid && grid.placeless.length > 0
              ? placelessTokens(term, grid)
              : undefined,
          });
        },
      );
      const terms = products.toReversed();
      return { ...pass, tensors: { inputGradient: inputGradient!, terms } };
    },
  );
  const { inputGradient, terms: [input, ...biases] } = arrays;
  const terms = arrays.terms.map(({ site, spatial, term, placeless }) => ({
    site,
    spatial,
    ...sumsOf(term),
    ...placeless && { placeless: sumsOf(placeless) },
  }));
  const completeness = completenessOf(explained.target.values, terms);
  return {
    ...explained,
    notes: [
      ...explained.notes,
      ...termNotes(explained.images.names, terms, completeness),
    ],
    inputGradient,
    inputTerm: input!.term,
    biasGradients: biases.map(({ site, term }) => ({
      site: site as Site,
      term,
    })),
    terms,
    completeness,
  };
}

/** A site's term, to be read back. */
interface Product extends Pick<SiteTerm, "site" | "spatial"> {
  readonly term: tf.Tensor;
  readonly placeless: tf.Tensor | undefined;
}

function sumsOf(
  { values, shape }: NumericArray,
): Pick<TermSum, "sums" | "absolute"> {
  const count = shape[0]!;
  const size = values.length / count;
  const sums: number[] = [];
  const absolute: number[] = [];
  for (let i = 0; i < count; i++) {
    let sum = 0;
    let total = 0;
    for (let j = i * size; j < (i + 1) * size; j++) {
      sum += values[j]!;
      total += Math.abs(values[j]!);
    }
    sums.push(sum);
    absolute.push(total);
  }
  return { sums, absolute };
}
