import type { ImageInput } from "../../image/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import { oneOf, type OptionRequirements } from "../../options/mod.ts";
import { checkEvaluationOptions } from "../comparison/mod.ts";
import type { Evaluation } from "../result/mod.ts";
import { type FillName, fillName } from "./fill.ts";
import {
  PERTURBATION_OPTIONS,
  type PerturbationOptions,
} from "./perturbation_options.ts";
import { growingFractions, type RemovalOrder } from "./removal_order.ts";
import { runRemovals } from "./run_removals.ts";

/** The options of {@linkcode pixelPerturbation}. */
export interface PixelPerturbationOptions extends PerturbationOptions {
  /**
   * The shares of the pixels that are removed, growing within 0…1.
   *
   * @default {[0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1]}
   */
  readonly fractions?: readonly number[];
  /**
   * Which pixels go first.
   *
   * @default {"both"}, since a method may win the one and lose the other
   */
  readonly order?: RemovalOrder | "both";
  /**
   * What takes the place of removed pixels. The mean is that of the images.
   *
   * @default {"black"}
   */
  readonly fill?: FillName;
}

/** The paper's axis, in eight steps. */
const FRACTIONS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1];

/**
 * How much an output changes when the least, and the most, salient pixels are
 * removed: `|f(x) − f(x′)| / |f(x)|`, by the share of pixels removed.
 *
 * Removing what a map calls unimportant should change little (least salient
 * first: lower is better), removing what it calls important much (most salient
 * first: higher is better). A method can win one and lose the other, so both are
 * computed. Of a signed map, the most negative pixels are the least salient.
 *
 * Both orders together are the **symmetric relevance gain**, the first measure:
 * `SRG = area of (f(x′, least first) − f(x′, most first))`, higher is better. What
 * a random order does cancels, so that a method need not be read against it. The
 * paper's is that of the probability over all shares, 0…1, on a linear axis
 * (`{ output: "probability", fractions: [0, …, 1] }`); here it is along the axis
 * of the figure, of `output`. Beside it `R-OMS`, reference-out-of-model-scope, is
 * of the fill and not of a method: the probability of the class that the network
 * predicts for the whole image, as random regions (here single pixels, as in the
 * removal) are filled; its area is the score. Where it falls at once, the fill
 * itself destroys the output. Both formulas are those of the authors' code.
 *
 * With `blurred`, every map also enters blurred, and `blurGains()` says what blur
 * alone gains (arXiv 2304.13836).
 *
 * Region perturbation and selectivity are this of maps averaged over squares, see
 * {@linkcode inSquares}.
 *
 * Equal values are removed in random order, a new one in every repeat; the
 * control `Random` is a map in which all are equal. The class is that of the
 * unchanged image throughout.
 *
 * Source: Srinivas & Fleuret, NeurIPS 2019, section 5.1; Samek et al.,
 * "Evaluating the Visualization of What a Deep Neural Network Has Learned", 2017,
 * for the other order; Blücher, Vielhaben & Strodthoff, "Decoupling Pixel
 * Flipping and Occlusion Strategy for Consistent XAI Benchmarks", TMLR 2024, for
 * SRG and R-OMS. Known limits: changed images are like none that the
 * network has seen, so that the fill decides much (Hooker et al., "A Benchmark
 * for Interpretability Methods", NeurIPS 2019).
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images A batch.
 * @param options The methods; what is removed, and how.
 * @returns The gains and the changes, by method, measure (`SRG`, `least salient
 * first`, `most salient first`), share and image; beside them the signed drop,
 * the outputs themselves, `R-OMS` and f(x). Last in a
 * notebook cell it draws itself.
 * @throws {RangeError} If an option is not valid, or a map is not finite.
 * @throws {TypeError} If an option does not exist or has another type, or the
 * fill is `black` and the model has no preprocessing.
 *
 * @example
 * ```ts
 * import { fullGrad, loadModel, pixelPerturbation, renderShapes } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { rgb } = renderShapes({ seed: 1, count: 2 });
 * const result = await pixelPerturbation(
 *   model,
 *   { data: rgb, shape: [2, 64, 64, 3] },
 *   { methods: { FullGrad: fullGrad }, fractions: [0, 0.1], repeats: 1 },
 * );
 * const [none] = result.intervals("FullGrad", "least salient first");
 * assertEquals(none!.mean, 0);
 * ```
 */
export async function pixelPerturbation(
  model: ModelInput,
  images: ImageInput,
  options: PixelPerturbationOptions,
): Promise<Evaluation> {
  checkEvaluationOptions("remove pixels", options, OPTIONS);
  const { fractions = FRACTIONS, order = "both", fill = "black" } = options;
  const orders = order === "both" ? ["least", "most"] as const : [order];
  return await runRemovals(model, images, options, {
    name: "Pixel perturbation",
    call: "pixelPerturbation",
    plans: orders.map((order) => ({
      name: `${order} salient first` as const,
      order,
      fill,
      removed: fractions,
      axis: "pixels removed",
      measure: "change",
    })),
    fractions,
    axis: "share of the pixels, removed",
    output: options.output ?? "logit",
    settings: { fill },
  });
}

const OPTIONS: OptionRequirements<PixelPerturbationOptions> = {
  ...PERTURBATION_OPTIONS,
  fractions: growingFractions,
  order: oneOf(["least", "most", "both"]),
  fill: fillName,
};
