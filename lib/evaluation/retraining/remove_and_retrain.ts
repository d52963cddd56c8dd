import type { ModelInput } from "../../model/mod.ts";
import type { Evaluation } from "../result/mod.ts";
import type { RetrainingData } from "./retrainer.ts";
import type { RetrainingOptions } from "./retraining_options.ts";
import { runRetraining } from "./run_retraining.ts";

/**
 * How right networks are that were trained, from scratch, on images without
 * their most salient pixels (ROAR): the less, the better the ranking.
 *
 * A trained network explains every training and test image. Of each, the given
 * share of *pixels* with the greatest values of the map is replaced, with all
 * channels, by the mean color of the training set, before any augmentation.
 * (The official code ranks channel values; the paper's figure, as this, pixels.)
 * Then a new network is trained on what is left, several times.
 *
 * Long work is safe work: with `folder`, every finished training is on the disk
 * at once, and so is every map. A run that was stopped or killed, called again,
 * goes on where it was and ends with the same numbers. With `shard`, processes
 * share the work, also as an array job of a cluster. In `job.ts`:
 *
 * ```ts ignore
 * await removeAndRetrain(model, data, {
 *   methods,
 *   folder: "results",
 *   shard: parseShard(Deno.args[0] ?? "1/1"),
 * });
 * ```
 *
 * ```sh
 * parallel -j 4 deno run -A job.ts {}/60 ::: $(seq 60)          # GNU parallel
 * sbatch --array=1-60 --wrap 'deno run -A job.ts $SLURM_ARRAY_TASK_ID/60'
 * deno run -A job.ts $((JOB_COMPLETION_INDEX + 1))/60           # Kubernetes
 * deno run -A job.ts                                            # then: the figure
 * ```
 *
 * Where the processes share no folder, {@linkcode mergeResults} joins theirs.
 *
 * Source: Hooker et al., "A Benchmark for Interpretability Methods in Deep
 * Neural Networks", NeurIPS 2019; the protocol of Srinivas & Fleuret, NeurIPS
 * 2019, section 5.2. Known limits: blurring alone improves the curve (arXiv
 * 2304.13836), and what was removed can tell the class by its form (Rong et al.,
 * ICML 2022). Controls are in every figure.
 *
 * @param model The trained network that explains; it is not changed.
 * @param data The images. Its pixels 0…1 are preprocessed as pictures where
 * the model knows how, else given to the model as they are.
 * @param options Methods, shares, runs, what is trained, where results go.
 * @returns The accuracies by method, share and run; of a shard, those that are
 * finished.
 * @throws {RangeError} If an option is not valid or a set is empty.
 * @throws {TypeError} If the sets do not fit each other or the network, or an
 * option does not exist or has another type.
 *
 * @example
 * ```ts
 * import {
 *   fullGrad,
 *   loadModel,
 *   removeAndRetrain,
 *   renderShapes,
 * } from "fullgrad";
 * import { SHAPE_CLASSES } from "fullgrad/data";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const shapes = (seed: number, size: number) => ({
 *   name: "shapes",
 *   classes: SHAPE_CLASSES,
 *   size,
 *   imageShape: [64, 64, 3] as const,
 *   read: (indices: readonly number[]) => {
 *     const images = indices.map((start) => renderShapes({ seed, count: 1, start }));
 *     return Promise.resolve({
 *       pixels: Float32Array.from(images.flatMap(({ rgb }) => [...rgb]), (v) => v / 255),
 *       labels: Int32Array.from(images, ({ labels }) => labels[0]!),
 *     });
 *   },
 * });
 * const result = await removeAndRetrain(
 *   model,
 *   { training: shapes(1, 4), test: shapes(2, 2) },
 *   {
 *     methods: { FullGrad: fullGrad },
 *     controls: {},
 *     fractions: [0.5],
 *     runs: 1,
 *     retrainer: {
 *       name: "a network that always says boat",
 *       settings: () => "boat",
 *       retrain: async ({ test }) => {
 *         const { labels } = await test.read([0, 1]);
 *         return { accuracy: labels.filter((label) => label === 0).length / 2 };
 *       },
 *     },
 *   },
 * );
 * assertEquals(result.data.axis!.values, [0, 0.5]);
 * ```
 */
export async function removeAndRetrain(
  model: ModelInput,
  data: RetrainingData,
  options: RetrainingOptions,
): Promise<Evaluation> {
  return await runRetraining("remove", model, data, options);
}

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
 * @throws {TypeError} If the sets do not fit each other or the network, or an
 * option does not exist or has another type.
 *
 * @example
 * ```ts ignore
 * import { fullGrad, keepAndRetrain } from "fullgrad";
 *
 * const result = await keepAndRetrain(model, { training, test }, {
 *   methods: { FullGrad: fullGrad },
 *   folder: "results",
 * });
 * console.log(result.intervals("FullGrad", "accuracy"));
 * ```
 */
export async function keepAndRetrain(
  model: ModelInput,
  data: RetrainingData,
  options: RetrainingOptions,
): Promise<Evaluation> {
  return await runRetraining("keep", model, data, options);
}
