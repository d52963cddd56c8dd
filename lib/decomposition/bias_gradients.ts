import * as tf from "@tensorflow/tfjs";
import type { Bundle, Figure } from "../display/mod.ts";
import type { ImageInput, Images } from "../image/mod.ts";
import type { Model, ModelInput } from "../model/mod.ts";
import { checkOptions } from "../options/mod.ts";
import {
  EXPLAIN_OPTIONS,
  type Explained,
  type ExplainedTarget,
  explainInChunks,
  type ExplainOptions,
  type NumericArray,
  type ReadBack,
} from "../propagation/mod.ts";
import {
  type BiasFigureOptions,
  multiplesFigure,
  sharesFigure,
  sliderFigure,
} from "./bias_figures.ts";
import {
  type Completeness,
  completenessOf,
  type TermSum,
} from "./completeness.ts";
import { decompose } from "./decompose.ts";
import {
  summarizeTerm,
  type SumTensors,
  type TermMaps,
  termSum,
} from "./summarize_term.ts";
import type { TermSite } from "./term.ts";
import { termNotes } from "./term_notes.ts";

/** One term of the decomposition, layer by layer: the input's or a site's. */
export interface LayerTerm extends TermSum {
  /** Where the term comes from. */
  readonly site: TermSite;
  /** The signed term summed over channels, `[N, h, w]`; none without a place. */
  readonly signed: NumericArray | undefined;
  /** The absolute term summed over channels, `[N, h, w]`. */
  readonly magnitude: NumericArray | undefined;
  /** The term's part of f(x) per image: signed, and all add up to 1 − δ/f. */
  readonly shareOfOutput: readonly number[];
  /** The term's part of Σ |terms| per image, neuron by neuron: 0…1. */
  readonly shareOfTerms: readonly number[];
}

/** The options of {@linkcode biasGradients}. */
export type BiasGradientsOptions = ExplainOptions;

/**
 * Every layer's bias-gradient map and its share of the output.
 *
 * Plain arrays: nothing to dispose. Last in a notebook cell it draws itself,
 * with a slider over the layers.
 */
export class BiasGradients implements Explained {
  /** The network. */
  readonly model: Model;
  /** The images, with their pictures. */
  readonly images: Images;
  /** What was explained. */
  readonly target: ExplainedTarget;
  /** The output before softmax or sigmoid, `[N, K]`. */
  readonly logits: NumericArray;
  /** Name of the tensor backend that computed it. */
  readonly backend: string;
  /** What a reader should know. */
  readonly notes: readonly string[];
  /** The input term, then the term of every site in forward order. */
  readonly layers: readonly LayerTerm[];
  /** How nearly the terms add up to the output, per image. */
  readonly completeness: readonly Completeness[];

  /**
   * The result for one batch.
   *
   * @param explained What was explained.
   * @param layers Its terms.
   */
  constructor(explained: Explained, layers: readonly LayerTerm[]) {
    this.model = explained.model;
    this.images = explained.images;
    this.target = explained.target;
    this.logits = explained.logits;
    this.backend = explained.backend;
    this.layers = layers;
    this.completeness = completenessOf(explained.target.values, layers);
    this.notes = [
      ...explained.notes,
      ...termNotes(explained.images.names, layers, this.completeness),
    ];
  }

  /** The layers' maps over the image, one at a time, with a slider. */
  figure(options: BiasFigureOptions = {}): Figure {
    return sliderFigure(this, options);
  }

  /** The maps of all layers, side by side. */
  multiples(options: BiasFigureOptions = {}): Figure {
    return multiplesFigure(this, options);
  }

  /** Every term's share of the output as a bar. */
  shares(options: Pick<BiasFigureOptions, "image"> = {}): Figure {
    return sharesFigure(this, options);
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
 * absolute, at the layer's own resolution. {@linkcode fullGradients} returns
 * the terms neuron by neuron.
 *
 * Source: Srinivas & Fleuret, "Full-Gradient Representation for Neural Network
 * Visualization", NeurIPS 2019, section 3.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images One image or a batch.
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
 * const gray = new Float32Array(64 * 64 * 3).fill(0.5);
 * const { layers, completeness } = await biasGradients(model, gray, { target: 3 });
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
  checkOptions("run biasGradients", options, EXPLAIN_OPTIONS);
  const { arrays, explained } = await explainInChunks(
    model,
    images,
    options,
    (chunk) => {
      const terms: LayerTensors[] = [];
      const pass = decompose(chunk, (term) => {
        const { sum, absolute, maps: [signed, magnitude] } = summarizeTerm(
          term,
          LAYER_MAPS,
        );
        const { site, spatial } = term;
        terms.push({ site, spatial, sum, absolute, signed, magnitude });
      });
      return { ...pass, tensors: terms.toReversed() };
    },
  );
  return new BiasGradients(
    explained,
    layerTerms(explained.target.values, arrays),
  );
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

/** The layers' terms with their shares. */
function layerTerms(
  outputs: readonly number[],
  layers: ReadBack<readonly LayerTensors[]>,
): readonly LayerTerm[] {
  const sums = layers.map(termSum);
  const totals = outputs.map((_, i) =>
    sums.reduce((total, { absolute }) => total + absolute[i]!, 0)
  );
  return sums.map((term, layer) => ({
    ...term,
    signed: layers[layer]!.signed,
    magnitude: layers[layer]!.magnitude,
    shareOfOutput: term.sums.map((sum, i) => share(sum, outputs[i]!)),
    shareOfTerms: term.absolute.map((sum, i) => share(sum, totals[i]!)),
  }));
}

/** Nothing is no share, of nothing as well. */
function share(part: number, whole: number): number {
  return part === 0 ? 0 : part / whole;
}
