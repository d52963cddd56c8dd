import * as tf from "@tensorflow/tfjs";
import { type SaliencyMap, signed } from "../aggregation/mod.ts";
import type { ImageInput } from "../image/mod.ts";
import { asModel, type Model, type ModelInput } from "../model/mod.ts";
import { checkOptions, type OptionRequirements } from "../options/mod.ts";
import {
  backward,
  forwardToTarget,
  LRP_COMPOSITE,
  type LrpComposite,
  lrpComposite,
  type LrpCompositeName,
  lrpRules,
  mergeBatchNorm,
  PIXEL_BOUNDS,
  type PixelBounds,
  TieCounter,
} from "../propagation/mod.ts";
import { attributionMap } from "./attribution_map.ts";
import { GRADIENT_OPTIONS, type GradientOptions } from "./input_gradient.ts";

/** The options of {@linkcode lrp}; its default magnitude is `signed`. */
export interface LrpOptions extends GradientOptions {
  /**
   * The rule of every layer that has a kernel: a name, or made by `composite`.
   *
   * @default {"epsilonPlus"}, ε for dense layers and z⁺ for convolutions
   */
  readonly composite?: LrpComposite | LrpCompositeName;
  /**
   * The least and greatest values of every channel of the network's input, for
   * the rule zB.
   *
   * @default what the model's preprocessing makes of black and white
   */
  readonly bounds?: PixelBounds;
}

/** What {@linkcode LrpOptions} must be. */
export const LRP_OPTIONS: OptionRequirements<LrpOptions> = {
  ...GRADIENT_OPTIONS,
  composite: LRP_COMPOSITE,
  bounds: PIXEL_BOUNDS,
};

/**
 * The relevance of every pixel by layer-wise relevance propagation: the output
 * is handed back layer by layer, each neuron's relevance shared among its inputs
 * by a rule.
 *
 * Batch normalization is merged into the layer before it first. Rules keep the
 * sum of relevances but for what biases and ε take: without biases signed maps
 * add up to the output, else to a part of it that can be small or of the other
 * sign, as in residual networks with batch normalization. `conserved` has that
 * share; `withoutBias` of `fullgrad/graph`, where rules and `composite` are, gives
 * biases none. A target that is a difference of logits starts from both; one that is
 * not linear starts from its gradient times the logits.
 *
 * Source: Bach et al., "On Pixel-Wise Explanations", 2015; composites as in
 * Kohlbrenner et al. 2020. Known refutations: with rules that keep positive
 * contributions only (z⁺, αβ) maps do not depend on the upper layers (Sixt,
 * Granz & Landgraf, "When Explanations Lie", 2020); with ε → 0 it is gradient ×
 * input on networks of relus without biases (Ancona et al. 2018).
 *
 * Attention has no rule here. LRP for transformers exists: AttnLRP (Achtibat et
 * al. 2024, arXiv 2402.05602), in Python in the package LXT. Its README claims a
 * patent on LRP, with free use for personal and scientific purposes.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images One image or a batch: paths, URLs, pixels or values.
 * @param options What is explained, the rules, and how channels become a map.
 * @returns A map `[N, H, W]`; `attributions` has every channel, `conserved` the
 * share of the output that the pixels' relevances add up to.
 * @throws {TypeError} If the images do not fit the model, or an option does not
 * exist or has another type.
 * @throws {RangeError} If there is no such composite, a layer matches no entry
 * of it, or zB is asked for and nobody knows the pixels' bounds.
 * @throws {UnsupportedLayerError} If LRP has no rule for a layer.
 *
 * @example
 * ```ts
 * import { loadModel, lrp } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = new Float32Array(64 * 64 * 3).fill(0.5);
 * const map = await lrp(model, image, { composite: "epsilonGammaBox" });
 * assertEquals(map.settings.composite, "first: zB, dense: ε(0.000001), any: γ(0.25)");
 * ```
 */
export async function lrp(
  model: ModelInput,
  images: ImageInput,
  options: LrpOptions = {},
): Promise<SaliencyMap> {
  checkOptions("run lrp", options, LRP_OPTIONS);
  const loaded = asModel(model);
  checkBounds(loaded, options.bounds);
  const composite = lrpComposite(options.composite ?? "epsilonPlus");
  const graph = mergeBatchNorm(loaded.graph);
  const names = graph.nodes.map(({ name }) => name);
  return await attributionMap(loaded, images, options, {
    method: "LRP",
    magnitude: options.magnitude ?? signed,
    settings: {
      composite: composite.name,
      ...(options.bounds && { bounds: options.bounds }),
    },
    attribute: (chunk) => {
      const { record, logits, value, gradient } = forwardToTarget(
        { ...chunk, graph },
        { keepOutputsOf: names },
      );
      const rules = lrpRules({
        graph,
        composite,
        imageShape: chunk.image.shape,
        bounds: () => options.bounds ?? preprocessedBounds(loaded),
      });
      const relevance = tf.mul(gradient, logits);
      const counter = new TieCounter(graph);
      const { ties } = chunk;
      return {
        logits,
        value,
        ties: counter.layers,
        attributions: backward(record, relevance, {
          rules,
          ties,
          visit: counter.visit,
        }),
        tensors: {
          started: tf.sum(tf.reshape(relevance, [value.size, -1]), 1),
        },
      };
    },
    whyEmpty: "no relevance arrives at the pixels",
    about: (_explained, { values }, { started }) => ({
      conserved: Array.from(started.values, (start, i) => {
        const size = values.length / started.values.length;
        const sum = values.subarray(i * size, (i + 1) * size)
          .reduce((sum, value) => sum + value, 0);
        return sum === start ? 1 : sum / start;
      }),
    }),
  });
}

/** @throws {TypeError} If there is not a bound for every channel. */
function checkBounds(
  { inputShape: [, , channels] }: Model,
  bounds: PixelBounds | undefined,
): void {
  for (const [name, values] of Object.entries(bounds ?? {})) {
    if (values.length === channels) continue;
    throw new TypeError(
      `Cannot run lrp as bounds.${name} must have ${channels} values, one for each channel: current number is ${values.length}`,
    );
  }
}

/** What black and white are in the network's input. */
function preprocessedBounds({ name, preprocessing }: Model): PixelBounds {
  if (preprocessing === undefined) {
    throw new RangeError(
      `Cannot apply LRP-zB as the bounds of the pixels must be known: "${name}" has no preprocessing, so give the option bounds`,
    );
  }
  const { scale, mean, std } = preprocessing;
  const of = (pixel: number) =>
    mean.map((center, channel) => (pixel * scale - center) / std[channel]!);
  return { low: of(0), high: of(255) };
}
