import {
  aggregationOf,
  aggregationPass,
  enteringTerms,
  implicitNotes,
  neighborNotes,
  PRESET,
  type PresetName,
  PSI,
  type Psi,
  SaliencyMap,
  type TermFilter,
  whyTermsEmpty,
} from "../aggregation/mod.ts";
import { completenessOf, termSum } from "../decomposition/mod.ts";
import type { ImageInput } from "../image/mod.ts";
import type { ModelInput } from "../model/mod.ts";
import {
  callback,
  checkOptions,
  flag,
  type OptionRequirements,
} from "../options/mod.ts";
import {
  EXPLAIN_OPTIONS,
  explainInChunks,
  type ExplainOptions,
  RULE_OPTIONS,
  type RuleOptions,
} from "../propagation/mod.ts";
import { passSettings } from "./pass_settings.ts";

/** The options of {@linkcode fullGrad}. */
export interface FullGradOptions extends ExplainOptions, RuleOptions {
  /**
   * The published way to aggregate: `idiap` (the authors' repository), `paper`
   * (the formula), `idiap2019` (its maps depend on the other images of the batch),
   * `pytorchGradCam`, or `massPreserving` (ours).
   *
   * @default {"idiap"}
   */
  readonly preset?: PresetName;
  /**
   * The post-processing of every term, instead of the preset's.
   *
   * @default the preset's
   */
  readonly psi?: Psi;
  /**
   * Which terms enter the map, for ablations: `({ kind }) => kind !== "input"`
   * leaves the bias terms.
   *
   * @default all of them
   */
  readonly terms?: TermFilter;
  /**
   * Whether the implicit terms, of functions such as relu6 and swish, of
   * normalizations and of products, enter the map. The implementations that
   * presets are named after have none; where there are some, a note says what
   * share they hold.
   *
   * @default {true}
   */
  readonly implicit?: boolean;
}

/** What the options of {@linkcode fullGrad} must be. */
export const FULL_GRAD_OPTIONS: OptionRequirements<FullGradOptions> = {
  ...EXPLAIN_OPTIONS,
  ...RULE_OPTIONS,
  preset: PRESET,
  psi: PSI,
  terms: callback,
  implicit: flag,
};

/**
 * The FullGrad saliency of every pixel: the post-processed input term plus the
 * post-processed bias terms of every layer,
 * `S(x) = ψ(∇x f ⊙ x) + Σ_layers Σ_channels ψ(∇b f ⊙ b)`.
 *
 * The terms add up to the output exactly (`completeness`), the map does not:
 * ψ takes magnitudes and rescales. Biases of dense layers have no place in the
 * image; `notes` says how much of Σ |terms| they are. Tokens are drawn where their
 * patch lies; class tokens, and what mixes all tokens, have no place. Terms are explicit, of
 * biases that the network has, and implicit, of what is not piecewise linear
 * through 0; of normalizations, softmax and products only the sum of a term is
 * defined, its split over neurons is a choice.
 *
 * Source: Srinivas & Fleuret, "Full-Gradient Representation for Neural Network
 * Visualization", NeurIPS 2019, equation 5. Known limits: taking magnitudes may
 * make maps insensitive to the explained class (Khakzar, Baselizadeh & Navab
 * 2020, arXiv 2012.00362); rescaling decides much of how a map looks.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images One image or a batch: paths, URLs, pixels or values.
 * @param options What is explained, and how terms become a map.
 * @returns A map `[N, H, W]`; last in a notebook cell it draws itself.
 * @throws {TypeError} If the images do not fit the model, or an option does not
 * exist or has another type.
 * @throws {RangeError} If the target or preset does not exist.
 *
 * @example
 * ```ts
 * import { fullGrad, loadModel } from "fullgrad";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const map = await fullGrad(model, "data/images/boat.png");
 * assertEquals(map.shape, [1, 64, 64]);
 * assert(map.completeness![0]!.relativeToTerms < 1e-5);
 * ```
 */
export async function fullGrad(
  model: ModelInput,
  images: ImageInput,
  options: FullGradOptions = {},
): Promise<SaliencyMap> {
  checkOptions("run fullGrad", options, FULL_GRAD_OPTIONS);
  const aggregation = aggregationOf(options);
  const enters = enteringTerms(options);
  const { arrays, explained } = await explainInChunks(
    model,
    images,
    options,
    aggregationPass(aggregation, enters),
  );
  const terms = arrays.terms.map(termSum);
  return new SaliencyMap({
    ...explained,
    notes: [
      ...explained.notes,
      ...neighborNotes(aggregation.psi, explained.images.names.length),
      ...implicitNotes(terms, options),
    ],
    method: "FullGrad",
    values: arrays.map.values,
    signed: aggregation.psi.magnitude.signed,
    settings: {
      preset: options.preset ?? "idiap",
      psi: aggregation.psi.name,
      fusesBatchNorm: aggregation.fusesBatchNorm,
      rescalesMap: aggregation.rescalesMap,
      terms: terms.filter(({ site }) => enters(site)).map(({ site }) =>
        site.name
      ),
      ...(options.implicit === false && { implicit: false }),
      ...passSettings(options),
    },
    terms,
    completeness: completenessOf(explained.target.values, terms),
    whyEmpty: whyTermsEmpty(terms, enters, aggregation.psi),
  });
}
