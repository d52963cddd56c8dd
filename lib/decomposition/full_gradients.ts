import type * as tf from "@tensorflow/tfjs";
import { citationsFor } from "../citations/mod.ts";
import {
  type Bundle,
  DataTable,
  type Figure,
  type Json,
} from "../display/mod.ts";
import type { ImageInput } from "../image/mod.ts";
import type { ModelInput } from "../model/mod.ts";
import { checkOptions, objectWith, text } from "../options/mod.ts";
import {
  anyListOf,
  EXPLAINED,
  type Explained,
  explainInChunks,
  Explanation,
  NUMERIC_ARRAY,
  type NumericArray,
  readSaved,
  toJson,
} from "../propagation/mod.ts";
import { type ShareFigureOptions, sharesFigure } from "./bias_figures.ts";
import {
  BIAS_GRADIENTS_OPTIONS,
  type BiasGradientsOptions,
} from "./bias_gradients.ts";
import {
  type Completeness,
  completenessOf,
  TERM_SUM,
  type TermSum,
} from "./completeness.ts";
import { type BiasGradientsData, layerTable } from "./layer_terms.ts";
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

/** The exact decomposition of an output, neuron by neuron, as plain data. */
export interface FullGradientsData extends Explained {
  /** ∇x f, `[N, H, W, C]`. */
  readonly inputGradient: NumericArray;
  /** ∇x f ⊙ x, `[N, H, W, C]`. */
  readonly inputTerm: NumericArray;
  /** The term of every bias, explicit and implicit, in forward order. */
  readonly biasGradients: readonly BiasGradient[];
  /** The sums of all terms: the input's, then the sites' in forward order. */
  readonly terms: readonly TermSum[];
}

/** What saved full-gradients call their form. */
const FORMAT = "fullgrad full-gradients 1";

/**
 * The exact decomposition of an output, neuron by neuron, in one record of plain
 * data: nothing to dispose. Last in a notebook cell it draws every term's share.
 *
 * `JSON.stringify(result)` writes the record, images included, and
 * {@linkcode FullGradients.from} reads it.
 *
 * @example
 * ```ts
 * import { FullGradients, fullGradients, loadModel } from "fullgrad";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const result = await fullGradients(model, "data/images/boat.png");
 * const { terms, target } = FullGradients.from(JSON.stringify(result));
 * const sum = terms.reduce((sum, { sums }) => sum + sums[0]!, 0);
 * assertAlmostEquals(sum, target.values[0]!, 1e-3);
 * ```
 */
export class FullGradients extends Explanation<FullGradientsData>
  implements FullGradientsData {
  /** What saved records of this class call their form. */
  static readonly format: string = FORMAT;

  /**
   * The result that a file or a text holds.
   *
   * @param json What `JSON.stringify(result)` wrote, or the same parsed.
   * @throws {SyntaxError} If it is not a record of this form.
   */
  static from(json: string | object): FullGradients {
    return new FullGradients(readFullGradients(json));
  }

  /** The record as JSON. */
  toJSON(): Json {
    return toJson({ format: FORMAT, ...this.data });
  }

  /** What it is in words. */
  protected override get title(): string {
    return "Full-gradients";
  }

  /** ∇x f, `[N, H, W, C]`. */
  get inputGradient(): NumericArray {
    return this.data.inputGradient;
  }

  /** ∇x f ⊙ x, `[N, H, W, C]`. */
  get inputTerm(): NumericArray {
    return this.data.inputTerm;
  }

  /** The term of every bias, explicit and implicit, in forward order. */
  get biasGradients(): readonly BiasGradient[] {
    return this.data.biasGradients;
  }

  /** The sums of all terms: the input's, then the sites' in forward order. */
  get terms(): readonly TermSum[] {
    return this.data.terms;
  }

  /** How nearly the terms add up to the output, per image. */
  get completeness(): readonly Completeness[] {
    return completenessOf(this.data.target.values, this.data.terms);
  }

  /** What a reader should know. */
  override get notes(): readonly string[] {
    const { notes, images: { names }, terms } = this.data;
    return [...notes, ...termNotes(names, terms, this.completeness)];
  }

  /** Every term's sum and its shares, a row an image and layer. */
  table(): DataTable {
    return new DataTable(layerTable(this.#layers));
  }

  /** What to cite for full-gradients, as BibTeX. */
  citations(): string {
    return citationsFor(["full-gradients"]);
  }

  /** Every term's share of the output as a bar. */
  figure(options: ShareFigureOptions = {}): Figure {
    return sharesFigure(this.#layers, options).withNotes(this.notes);
  }

  /** Returns what a notebook shows. */
  [Symbol.for("Jupyter.display")](): Promise<Bundle> {
    return this.figure().toBundle();
  }

  get #layers(): BiasGradientsData {
    return { ...this.data, layers: this.data.terms };
  }
}

/** @throws {SyntaxError} If it is not of this form. */
function readFullGradients(json: string | object): FullGradientsData {
  const what = "full-gradients";
  const saved = readSaved(json, what, FORMAT, {
    ...EXPLAINED,
    inputGradient: NUMERIC_ARRAY,
    inputTerm: NUMERIC_ARRAY,
    biasGradients: anyListOf(objectWith("a bias-gradient", {
      site: objectWith("a site", { name: text, kind: text }),
      term: NUMERIC_ARRAY,
    })),
    terms: anyListOf(TERM_SUM),
  });
  const data = saved as unknown as FullGradientsData;
  const { images: { shape }, inputGradient, inputTerm, biasGradients } = data;
  const [count] = shape;
  const fits = data.target.values.length === count &&
    [inputGradient, inputTerm].every((array) =>
      String(array.shape) === String(shape)
    ) &&
    biasGradients.every(({ term }) => term.shape[0] === count) &&
    data.terms.every(({ sums, absolute }) =>
      sums.length === count && absolute.length === count
    );
  if (fits) return data;
  throw new SyntaxError(
    `Cannot read ${what} as target, gradients and terms must be of ${count} images`,
  );
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
  return new FullGradients({
    ...explained,
    inputGradient,
    inputTerm: input!.term,
    biasGradients: biases.map(({ site, term }) => ({
      site: site as Site,
      term,
    })),
    terms,
  });
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
