import type { Dataset } from "../../data/mod.ts";
import { progress } from "../../display/mod.ts";
import type { Model } from "../../model/mod.ts";
import { Random } from "../../random/mod.ts";
import {
  type FillContext,
  type FillName,
  fillOf,
  type RemovalOrder,
} from "../perturbation/mod.ts";
import type { EvaluatedMethod, MapCache, Shard } from "../run/mod.ts";
import { cachedDataset } from "./cached_dataset.ts";
import { blocksOf } from "./dataset_summary.ts";
import { RankedImages } from "./ranked_images.ts";
import type { RetrainingData } from "./retrainer.ts";

/** What is removed from training and test images, whatever the method. */
export interface MaskedDatasetsParts {
  readonly data: RetrainingData;
  /** The trained network that is explained. */
  readonly model: Model;
  readonly target: "predicted" | "label";
  readonly order: RemovalOrder;
  readonly fill: FillName;
  readonly context: FillContext;
  readonly seed: number;
  /** The part of the work that this process takes. */
  readonly shard: Shard | undefined;
  readonly signal: AbortSignal | undefined;
}

type Part = keyof RetrainingData;

/** The numbers of the random streams, different in the two sets. */
const STREAMS: { readonly [K in Part]: { ties: number; fill: number } } = {
  training: { ties: 1, fill: 2 },
  test: { ties: 3, fill: 4 },
};

/**
 * Training and test images without some of their pixels.
 *
 * It ranks by one method at a time: the rankings of a large set fill the memory.
 */
export class MaskedDatasets {
  readonly #parts: MaskedDatasetsParts;
  #method: EvaluatedMethod | undefined;
  #ranked: { readonly [K in Part]: RankedImages } | undefined;

  /** Nothing is explained before it is needed. */
  constructor(parts: MaskedDatasetsParts) {
    const { training, test } = parts.data;
    const data = {
      training: cachedDataset(training),
      test: cachedDataset(test),
    };
    this.#parts = { ...parts, data };
  }

  /** Both sets as they are. */
  get original(): RetrainingData {
    return this.#parts.data;
  }

  /** Both sets without a share of their pixels, as a method ranks them. */
  async masked(
    method: EvaluatedMethod,
    fraction: number,
    cache: MapCache,
  ): Promise<RetrainingData> {
    const ranked = await this.#rankedBy(method, cache);
    const { data, fill, context, seed } = this.#parts;
    const masked = (part: Part): Dataset =>
      cachedDataset(maskedDataset(data[part], {
        ranked: ranked[part],
        fraction,
        fill,
        context,
        seed,
        stream: STREAMS[part].fill,
      }));
    return { training: masked("training"), test: masked("test") };
  }

  async #rankedBy(method: EvaluatedMethod, cache: MapCache) {
    if (this.#ranked !== undefined && this.#method === method) {
      return this.#ranked;
    }
    this.#ranked = undefined;
    const { data, shard, signal, ...parts } = this.#parts;
    const images = (part: Part): RankedImages =>
      new RankedImages({
        ...parts,
        dataset: data[part],
        method,
        cache,
        stream: STREAMS[part].ties,
      });
    const ranked = { training: images("training"), test: images("test") };
    const from = shard === undefined ? 0 : (shard.index - 1) / shard.count;
    const blocks = blocksOf(data.training.size).length +
      blocksOf(data.test.size).length;
    using bar = progress(`Maps: ${method.name}`, blocks);
    await ranked.training.prepare(bar, from, signal);
    await ranked.test.prepare(bar, from, signal);
    this.#method = method;
    this.#ranked = ranked;
    return ranked;
  }
}

/** What is removed from a dataset, and what takes its place. */
interface Removal {
  readonly ranked: RankedImages;
  /** The share of the pixels of every image that is removed, 0…1. */
  readonly fraction: number;
  readonly fill: FillName;
  readonly context: FillContext;
  /** Chooses the noise of a random fill. */
  readonly seed: number;
  /** Tells the sets of one experiment apart where something is drawn. */
  readonly stream: number;
}

/**
 * A dataset whose images lack the first pixels of a ranking: of H·W pixels,
 * `round(fraction · H · W)`, with all of their channels.
 */
function maskedDataset(base: Dataset, removal: Removal): Dataset {
  const { ranked, fraction, fill, context, seed, stream } = removal;
  const [height, width, channels] = base.imageShape;
  const pixelCount = height * width;
  const removedCount = Math.round(fraction * pixelCount);
  const { of } = fillOf(fill);
  return {
    name: `${base.name}, ${Math.round(100 * fraction)} % removed`,
    classes: base.classes,
    size: base.size,
    imageShape: base.imageShape,
    async read(indices) {
      const { pixels, labels } = await base.read(indices);
      const orders = await ranked.orders(indices);
      const result = new Float32Array(pixels.length);
      const size = pixelCount * channels;
      for (const [i, index] of indices.entries()) {
        const removed = new Uint8Array(pixelCount);
        for (const at of orders[i]!.subarray(0, removedCount)) removed[at] = 1;
        const image = pixels.slice(i * size, (i + 1) * size);
        const random = new Random(seed, index, stream);
        result.set(of(image, context)(removed, random), i * size);
      }
      return { pixels: result, labels };
    },
  };
}
