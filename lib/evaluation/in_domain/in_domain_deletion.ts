import type { ModelInput } from "../../model/mod.ts";
import { integer, type OptionRequirements } from "../../options/mod.ts";
import {
  explainChangedOutputs,
  explainOutputs,
  logit,
} from "../../propagation/mod.ts";
import { checkEvaluationOptions } from "../comparison/mod.ts";
import { type Evaluation, limitsOf, measure } from "../result/mod.ts";
import type { RetrainingData } from "../retraining/mod.ts";
import { rankCorrelation, sumOver } from "../similarity/mod.ts";
import { patchesOf } from "./deleted_parts.ts";
import { imageBatches, withoutPixels } from "./image_batches.ts";
import {
  IN_DOMAIN_OPTIONS,
  type InDomainOptions,
} from "./in_domain_options.ts";
import { runInDomain, type TestBlock } from "./run_in_domain.ts";

/** The options of {@linkcode inDomainDeletion}. */
export interface InDomainDeletionOptions extends InDomainOptions {
  /**
   * How many patches a side of the image has, 2 or more.
   *
   * @default {4}
   */
  readonly side?: number;
}

/**
 * How well the sums of a map over patches rank what the output loses when one
 * patch alone is deleted, by a network that was fine-tuned so that images with a
 * deleted patch are of its domain (IDSDS): Spearman's correlation over the
 * patches of an image, higher is better.
 *
 * Fine-tuning deletes one random patch in half of the images. The fine-tuned
 * network is explained, for the logit of the *label*; a deleted patch is 0 after
 * normalization. `IDSDS` sums the map as it is, `IDSDS, absolute` its absolute
 * values. Both are of the map: where a method adds up its channels before, its
 * absolute values are of the sums, while the authors' are of every channel.
 * A map, or drops, without any order have no correlation: such an image has no
 * number, and notes count them by method and measure.
 *
 * The weights of the model are as before when it ends. With `folder`, the
 * fine-tuned weights and every finished unit are kept: a run that was killed goes
 * on. (A fine-tuning that was killed starts again.)
 *
 * Source: Hesse, Schaub-Meyer & Roth, "Benchmarking the Attribution Quality of
 * Vision Models", NeurIPS 2024. Known limits: it is another network than the one
 * that was given; single deletions see no interaction of patches; with sixteen
 * patches one image says little.
 *
 * @param model A trained network; its weights are put back.
 * @param data Images to fine-tune on, and images to be judged on, with labels.
 * @param options The methods, the patches, the fine-tuning, where results go.
 * @returns The correlations, by method, measure and image.
 * @throws {RangeError} If an option is not valid or a set is empty.
 * @throws {TypeError} If the sets do not fit each other or the network, or an
 * option does not exist or has another type.
 *
 * @example
 * ```ts
 * import { fullGrad, loadModel } from "fullgrad";
 * import { shapesDataset } from "fullgrad/data";
 * import { fineTuner, inDomainDeletion } from "fullgrad/evaluation";
 * import { assert } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const result = await inDomainDeletion(model, {
 *   training: shapesDataset({ seed: 1, size: 8 }),
 *   test: shapesDataset({ seed: 2, size: 2 }),
 * }, {
 *   methods: { FullGrad: fullGrad },
 *   controls: {},
 *   tuner: fineTuner({ epochs: 1 }),
 * });
 * assert(Math.abs(result.interval("FullGrad").mean) <= 1);
 * ```
 */
export async function inDomainDeletion(
  model: ModelInput,
  data: RetrainingData,
  options: InDomainDeletionOptions,
): Promise<Evaluation> {
  checkEvaluationOptions("delete patches", options, OPTIONS);
  const { side = 4 } = options;
  return await runInDomain(model, data, options, {
    experiment: "In-domain single deletion",
    call: "inDomainDeletion",
    measures: MEASURES.map(({ of: _, ...measure }) => measure),
    settings: { patches: side * side },
    limits: limitsOf(MEASURES),
    explains: "tuned",
    deletion: (shape) => {
      const patches = patchesOf(shape, side);
      const nothing = new Uint8Array(shape[0] * shape[1]);
      return (random) => random.chance(0.5) ? random.pick(patches) : nothing;
    },
    score: (block) => scoreOf(block, side),
  });
}

const OPTIONS: OptionRequirements<InDomainDeletionOptions> = {
  ...IN_DOMAIN_OPTIONS,
  side: {
    ...integer,
    expected: "an integer of 2 or more",
    isValue: (side: number) => Number.isInteger(side) && side >= 2,
  },
};

const MEASURES = [
  { ...measure("IDSDS"), of: (value: number) => value },
  { ...measure("IDSDS, absolute"), of: Math.abs },
];

/** The correlations of a block's images, by measure and image. */
async function scoreOf(
  { model, images, labels, start, method, maps, running }: TestBlock,
  side: number,
) {
  const [count, height, width, channels] = images.shape;
  const patches = patchesOf([height, width], side);
  const size = height * width * channels;
  const bases = Array.from(
    { length: count },
    (_, i) => images.values.subarray(i * size, (i + 1) * size),
  );
  function* changed(): Generator<Float32Array> {
    for (const image of bases) {
      for (const patch of patches) yield withoutPixels(image, patch);
    }
  }
  const before = await explainOutputs(model, images, {
    ...running,
    target: logit([...labels]),
  });
  const after: number[] = [];
  for (const batch of imageBatches(changed(), [height, width, channels])) {
    const of = batch.names.map((_, k) =>
      Math.floor((after.length + k) / patches.length)
    );
    const { target } = await explainChangedOutputs(
      model,
      batch,
      of.map((i) => bases[i]!),
      { ...running, target: logit(of.map((i) => labels[i]!)) },
    );
    after.push(...target.values);
  }
  const drops = Array.from(
    { length: count },
    (_, i) =>
      patches.map((_, k) =>
        before.target.values[i]! - after[i * patches.length + k]!
      ),
  );
  const values = MEASURES.map(({ of }) =>
    drops.map((drop, i) =>
      rankCorrelation(
        patches.map((patch) => sumOver(maps[i]!, patch, of)),
        drop,
      )
    )
  );
  const notes = MEASURES.flatMap(({ name }, k) => {
    const none = values[k]!.filter((value) => value === null).length;
    return none === 0 ? [] : [
      `${name} of ${method} is missing, and does not count, where the map or the drops are without any order (${none} of images ${start} to ${
        start + count - 1
      })`,
    ];
  });
  return { values: values.flat(), notes };
}
