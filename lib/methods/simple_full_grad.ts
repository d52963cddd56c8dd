import {
  aggregationOf,
  MapAccumulator,
  neighborNotes,
  PRESET,
  type PresetName,
  PSI,
  type Psi,
  rescaleMap,
  SaliencyMap,
  type TermFilter,
} from "../aggregation/mod.ts";
import {
  constantTerm,
  decompose,
  INPUT_SITE,
  placementOfTerm,
  sitesOf,
  type TermSite,
} from "../decomposition/mod.ts";
import type { ImageInput } from "../image/mod.ts";
import { asModel, type ModelInput } from "../model/mod.ts";
import {
  callback,
  checkOptions,
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

/** The options of {@linkcode simpleFullGrad}. */
export interface SimpleFullGradOptions extends ExplainOptions, RuleOptions {
  /**
   * The published way to aggregate; every site is a map of its own.
   *
   * @default {"idiap"}
   */
  readonly preset?: PresetName;
  /**
   * The post-processing of every map, instead of the preset's.
   *
   * @default the preset's
   */
  readonly psi?: Psi;
  /**
   * Which sites enter the map: the explicit biases and the input.
   *
   * @default all of them
   */
  readonly terms?: TermFilter;
}

/** What the options of {@linkcode simpleFullGrad} must be. */
export const SIMPLE_FULL_GRAD_OPTIONS: OptionRequirements<
  SimpleFullGradOptions
> = {
  ...EXPLAIN_OPTIONS,
  ...RULE_OPTIONS,
  preset: PRESET,
  psi: PSI,
  terms: callback,
};

/**
 * The Simple FullGrad saliency of every pixel: as FullGrad, with the gradient at
 * every bias instead of its product with the bias,
 * `S(x) = ψ(∇x f ⊙ x) + Σ_layers Σ_channels ψ(∇b f)`.
 *
 * Sites are the explicit biases. What it adds up is no decomposition of the
 * output.
 *
 * Source: the authors' repository, `simple_fullgrad.py`.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images One image or a batch: paths, URLs, pixels or values.
 * @param options What is explained, and how gradients become a map.
 * @returns A map `[N, H, W]`.
 * @throws {TypeError} If the images do not fit the model, or an option does not
 * exist or has another type.
 * @throws {RangeError} If the target or preset does not exist.
 *
 * @example
 * ```ts
 * import { loadModel, simpleFullGrad } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const map = await simpleFullGrad(model, new Float32Array(64 * 64 * 3));
 * assertEquals(map.method, "Simple FullGrad");
 * ```
 */
export async function simpleFullGrad(
  model: ModelInput,
  images: ImageInput,
  options: SimpleFullGradOptions = {},
): Promise<SaliencyMap> {
  checkOptions("run simpleFullGrad", options, SIMPLE_FULL_GRAD_OPTIONS);
  const loaded = asModel(model);
  const { psi, rescalesMap } = aggregationOf(options);
  const enters = options.terms ?? (() => true);
  const { arrays, explained } = await explainInChunks(
    loaded,
    images,
    options,
    (chunk) => {
      const [count, height, width] = chunk.image.shape;
      const maps = new MapAccumulator(psi, [height, width]);
      const pass = decompose(chunk, (term) => {
        const { site, gradient } = term;
        if (!isSite(site) || !enters(site)) return;
        maps.add(
          site.kind === "input"
            ? term
            : constantTerm(gradient, placementOfTerm(term)),
        );
      });
      const map = maps.map(count);
      return {
        ...pass,
        tensors: { map: rescalesMap ? rescaleMap(map) : map },
      };
    },
  );
  return new SaliencyMap({
    ...explained,
    notes: [
      ...explained.notes,
      ...neighborNotes(psi, explained.images.names.length),
    ],
    method: "Simple FullGrad",
    values: arrays.map.values,
    whyEmpty:
      `the gradients at its sites are 0, or psi (${psi.name}) leaves nothing of them`,
    signed: psi.magnitude.signed,
    settings: {
      preset: options.preset ?? "idiap",
      psi: psi.name,
      rescalesMap,
      terms: [INPUT_SITE, ...sitesOf(loaded.graph, options.rules)]
        .filter((site) => isSite(site) && enters(site))
        .map(({ name }) => name),
      ...passSettings(options),
    },
  });
}

/** Whether a term is the input's or that of a bias which the network has. */
function isSite(site: TermSite): boolean {
  return site.kind === "input" || site.bias === "explicit";
}
