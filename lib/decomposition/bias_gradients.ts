import * as tf from "@tensorflow/tfjs";
import { citationsFor } from "../citations/mod.ts";
import {
  type Bundle,
  DataTable,
  type Figure,
  type Json,
} from "../display/mod.ts";
import type { ImageInput } from "../image/mod.ts";
import type { ModelInput } from "../model/mod.ts";
import { checkOptions, type OptionRequirements } from "../options/mod.ts";
import {
  EXPLAIN_OPTIONS,
  explainInChunks,
  type ExplainOptions,
  Explanation,
  RULE_OPTIONS,
  type RuleOptions,
  toJson,
} from "../propagation/mod.ts";
import {
  type BiasMultiplesOptions,
  type BiasSliderOptions,
  multiplesFigure,
  type ShareFigureOptions,
  sharesFigure,
  sliderFigure,
} from "./bias_figures.ts";
import { type Completeness, completenessOf } from "./completeness.ts";
import { decompose } from "./decompose.ts";
import {
  BIAS_FORMAT,
  type BiasGradientsData,
  layerTable,
  type LayerTerm,
  layerTerms,
  readBiasGradients,
} from "./layer_terms.ts";
import {
  summarizeTerm,
  type SumTensors,
  type TermMaps,
  termSum,
} from "./summarize_term.ts";
import { termNotes } from "./term_notes.ts";

/** The options of {@linkcode biasGradients}. */
export interface BiasGradientsOptions extends ExplainOptions, RuleOptions {}

/** What {@linkcode BiasGradientsOptions} must be. */
export const BIAS_GRADIENTS_OPTIONS: OptionRequirements<BiasGradientsOptions> =
  {
    ...EXPLAIN_OPTIONS,
    ...RULE_OPTIONS,
  };

/**
 * Every layer's bias-gradient map and its share of the output, in one record of
 * plain data: nothing to dispose. Last in a notebook cell it draws itself, with a
 * slider over the layers and its notes below.
 *
 * `JSON.stringify(result)` writes the record, images included, and
 * {@linkcode BiasGradients.from} reads it.
 *
 * @example
 * ```ts
 * import { BiasGradients, biasGradients, loadModel } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const result = await biasGradients(model, new Float32Array(64 * 64 * 3));
 * const again = BiasGradients.from(JSON.stringify(result));
 * assertEquals(again.completeness, result.completeness);
 * ```
 */
export class BiasGradients extends Explanation<BiasGradientsData> {
  /** What saved records of this class call their form. */
  static readonly format: string = BIAS_FORMAT;

  /**
   * The result that a file or a text holds.
   *
   * @param json What `JSON.stringify(result)` wrote, or the same parsed.
   * @throws {SyntaxError} If it is not a record of this form.
   */
  static from(json: string | object): BiasGradients {
    return new BiasGradients(readBiasGradients(json));
  }

  /** The record as JSON. */
  toJSON(): Json {
    return toJson({ format: BIAS_FORMAT, ...this.data });
  }

  /** The input term, then the term of every site in forward order. */
  get layers(): readonly LayerTerm[] {
    return layerTerms(this.data);
  }

  /** How nearly the terms add up to the output, per image. */
  get completeness(): readonly Completeness[] {
    return completenessOf(this.data.target.values, this.data.layers);
  }

  /** What a reader should know. */
  override get notes(): readonly string[] {
    const { notes, images: { names }, layers } = this.data;
    return [...notes, ...termNotes(names, layers, this.completeness)];
  }

  /** What it is in words. */
  protected override get title(): string {
    return "Bias-gradients";
  }

  /** Every term and its shares, a row an image and layer. */
  table(): DataTable {
    return new DataTable(layerTable(this.data));
  }

  /** What to cite for full-gradients, as BibTeX. */
  citations(): string {
    return citationsFor(["full-gradients"]);
  }

  /** The layers' maps over the image, one at a time, with a slider. */
  figure(options: BiasSliderOptions = {}): Figure {
    return sliderFigure(this.data, options).withNotes(this.notes);
  }

  /** The maps of all layers, or of those that are named, side by side. */
  multiples(options: BiasMultiplesOptions = {}): Figure {
    return multiplesFigure(this.data, options).withNotes(this.notes);
  }

  /** Every term's share of the output as a bar. */
  shares(options: ShareFigureOptions = {}): Figure {
    return sharesFigure(this.data, options).withNotes(this.notes);
  }

  /** Returns what a notebook shows. */
  [Symbol.for("Jupyter.display")](): Promise<Bundle> {
    return this.figure().toBundle();
  }
}

/**
 * The bias-gradients of every layer as maps, with each layer's share of the
 * output and the completeness of the whole.
 *
 * A layer's map is its term `∇b f ⊙ b` summed over channels, signed and
 * absolute, at the layer's own resolution. Tokens are drawn where their patch
 * lies; those without a place, such as class tokens, are in `placeless`. {@linkcode fullGradients} returns
 * the terms neuron by neuron.
 *
 * Source: Srinivas & Fleuret, "Full-Gradient Representation for Neural Network
 * Visualization", NeurIPS 2019, section 3.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images One image or a batch: paths, URLs, pixels or values.
 * @param options What is explained, and how the work is cut.
 * @returns Maps and shares as typed arrays; last in a notebook cell it draws
 * itself.
 * @throws {TypeError} If the images do not fit the model, or an option does not
 * exist or has another type.
 * @throws {RangeError} If the target does not exist or the output is not finite.
 *
 * @example
 * ```ts
 * import { biasGradients, loadModel } from "fullgrad";
 * import { assert, assertAlmostEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = "data/images/boat.png";
 * const { layers, completeness } = await biasGradients(model, image, { target: 3 });
 * const shares = layers.map(({ shareOfOutput }) => shareOfOutput[0]!);
 * assertAlmostEquals(shares.reduce((a, b) => a + b), 1, 1e-3);
 * assert(completeness[0]!.relativeToTerms < 1e-5);
 * ```
 */
export async function biasGradients(
  model: ModelInput,
  images: ImageInput,
  options: BiasGradientsOptions = {},
): Promise<BiasGradients> {
  checkOptions("run biasGradients", options, BIAS_GRADIENTS_OPTIONS);
  const { arrays, explained } = await explainInChunks(
    model,
    images,
    options,
    (chunk) => {
      const terms: LayerTensors[] = [];
      const pass = decompose(chunk, (term) => {
        const { maps: [signed, magnitude], inputGradient, ...sums } =
          summarizeTerm(term, LAYER_MAPS);
        const { site, spatial } = term;
        terms.push({ site, spatial, ...sums, signed, magnitude });
        return inputGradient;
      });
      return { ...pass, tensors: terms.toReversed() };
    },
  );
  return new BiasGradients({
    ...explained,
    layers: arrays.map((layer) => {
      const { signed, magnitude } = layer;
      return { ...termSum(layer), signed, magnitude };
    }),
  });
}

/** A layer's sums and maps, to be read back. */
interface LayerTensors extends SumTensors {
  readonly signed: tf.Tensor | undefined;
  readonly magnitude: tf.Tensor | undefined;
}

/** The sum over channels of a term and of its magnitude. */
const LAYER_MAPS: TermMaps = {
  fused: { maps: ["signed", "absolute"], rescale: "none", epsilon: 0 },
  of: (product) => [tf.sum(product, 3), tf.sum(tf.abs(product), 3)],
};
