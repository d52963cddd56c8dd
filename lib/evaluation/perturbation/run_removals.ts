import { join } from "node:path";
import { type ImageInput, type Images, toImages } from "../../image/mod.ts";
import { asModel, type Model, type ModelInput } from "../../model/mod.ts";
import { classIndices } from "../../propagation/mod.ts";
import { runningOptions } from "../comparison/mod.ts";
import { MapCache } from "../map_cache/mod.ts";
import {
  type FinishedUnits,
  runUnits,
  type WorkOptions,
} from "../units/mod.ts";
import { fillContext } from "./fill_context.ts";
import { blockMaps } from "./block_maps.ts";
import { introduced } from "./entrant.ts";
import { type ImageBlock, imageBlock } from "./image_block.ts";
import { perturbBlock } from "./perturb_block.ts";
import { type MethodOutputs, outputsOf } from "./outputs_of.ts";
import {
  type PerturbationOptions,
  type PerturbationSettings,
  perturbationSettings,
} from "./perturbation_options.ts";
import { removalJob } from "./removal_job.ts";
import type { RemovalPlan } from "./removal_plan.ts";

/** What a run found. */
export interface RemovalRun extends Pick<FinishedUnits, "table" | "missing"> {
  readonly model: Model;
  readonly images: Images;
  readonly settings: PerturbationSettings;
  readonly methods: readonly MethodOutputs[];
  /** What a reader should know, such as that a file was damaged. */
  readonly notes: readonly string[];
}

/**
 * Removes pixels by the saliency of every method, as every plan says, and
 * watches the output: block by block, so that memory does not grow with the
 * number of images, and resumable.
 */
export async function runRemovals(
  name: string,
  modelInput: ModelInput,
  imageInput: ImageInput,
  options: PerturbationOptions,
  plans: readonly RemovalPlan[],
): Promise<RemovalRun> {
  const model = asModel(modelInput);
  const images = await toImages(imageInput, model);
  const settings = perturbationSettings(options);
  const context = fillContext(model, images);
  const classes = classIndices(
    options.target,
    images.shape[0],
    model.graph.nodes[model.graph.output]!.shape.at(-1) ?? 0,
    model.classNames,
  );
  options.signal?.throwIfAborted();
  const { output, seed, blockSize } = settings;
  const running = runningOptions(options);
  const entrants = await introduced(model, images, options);
  const cache = new MapCache(
    options.folder === undefined ? undefined : join(options.folder, "maps"),
  );
  const blockAt = lastOf((start) =>
    imageBlock(
      { model, images, classes, output, context, seed, running },
      start,
      Math.min(images.shape[0], start + blockSize),
    )
  );
  const starts = Array.from(
    { length: Math.ceil(images.shape[0] / blockSize) },
    (_, i) => i * blockSize,
  );
  const job = await removalJob(name, {
    model,
    images,
    context,
    classes,
    settings,
    plans,
    starts,
    entrants,
    compute: async (entrant, start) => {
      const block = await blockAt(start);
      const maps = await blockMaps(cache, entrant, block);
      return await perturbBlock(block, maps, plans, settings);
    },
  });
  const { results, table, missing, notes } = await runUnits(
    job,
    workOptions(options),
  );
  return {
    model,
    images,
    settings,
    table,
    missing,
    notes: [...notes, ...cache.notes],
    methods: entrants.map((entrant, k) =>
      outputsOf(
        entrant,
        starts.map((_, i) => results[i * entrants.length + k]),
        plans,
      )
    ),
  };
}

/** A function that keeps its last result. */
function lastOf(
  make: (start: number) => Promise<ImageBlock>,
): (start: number) => Promise<ImageBlock> {
  let last: { start: number; block: ImageBlock } | undefined;
  return async (start) => {
    if (last?.start !== start) last = { start, block: await make(start) };
    return last.block;
  };
}

function workOptions(
  { folder, shard, signal, onProgress }: PerturbationOptions,
): WorkOptions {
  return {
    ...(folder !== undefined && { folder }),
    ...(shard !== undefined && { shard }),
    ...(signal !== undefined && { signal }),
    ...(onProgress !== undefined && { onProgress }),
  };
}
