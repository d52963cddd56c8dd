import type { ModelInput } from "../../model/mod.ts";
import type { RetrainingData } from "./retrainer.ts";
import type { RetrainingCurves } from "./retraining_curves.ts";
import type { RetrainingOptions } from "./retraining_options.ts";
import { runRetraining } from "./run_retraining.ts";

/**
 * How right networks are that were trained, from scratch, on images without
 * their least salient pixels (KAR): the more, the better the ranking.
 *
 * As {@linkcode removeAndRetrain} from the other end: the share of pixels that
 * is removed, `fractions`, has the least values of the map, and the most salient
 * ones are kept. Both look at one folder's saliency maps and share the trainings
 * on whole images.
 *
 * Source: Hooker et al., "A Benchmark for Interpretability Methods in Deep
 * Neural Networks", NeurIPS 2019. The limits are the same.
 *
 * @param model The trained network that explains; it is not changed.
 * @param data The images.
 * @param options Methods, shares, runs, what is trained, where results go.
 * @returns The accuracies by method, share and run; of a shard, those that are
 * finished.
 * @throws {RangeError} If an option is not valid or a set is empty.
 * @throws {TypeError} If the sets do not fit each other or the network.
 *
 * @example
 * ```ts ignore
 * import { fullGrad, keepAndRetrain } from "fullgrad";
 *
 * const curves = await keepAndRetrain(model, { training, test }, {
 *   methods: { FullGrad: fullGrad },
 *   folder: "results",
 * });
 * console.log(curves.points("FullGrad"));
 * ```
 */
export async function keepAndRetrain(
  model: ModelInput,
  data: RetrainingData,
  options: RetrainingOptions,
): Promise<RetrainingCurves> {
  return await runRetraining("keep", model, data, options);
}
