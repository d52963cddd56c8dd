import { progress } from "../../display/mod.ts";
import type { Dataset } from "../../data/mod.ts";
import type { Model } from "../../model/mod.ts";
import type { MapCache } from "../map_cache/mod.ts";
import type { FillContext, FillName } from "../perturbation/fill.ts";
import type { RemovalOrder } from "../perturbation/removal_order.ts";
import type { Shard } from "../units/mod.ts";
import { blocksOf } from "./blocks.ts";
import type { MethodRanking } from "./method_rankings.ts";
import { RankedImages } from "./ranked_images.ts";
import { remembered } from "./remembered.ts";
import { removedDataset } from "./removed_dataset.ts";
import type { RetrainingData } from "./retrainer.ts";

/** What is removed from training and test images, whatever the method. */
export interface RankedSetsParts {
  readonly data: RetrainingData;
  /** The trained network that is explained. */
  readonly model: Model;
  readonly cache: MapCache;
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
export class RankedSets {
  readonly #parts: RankedSetsParts;
  #name: string | undefined;
  #ranked: { readonly [K in Part]: RankedImages } | undefined;

  /** Nothing is explained before it is needed. */
  constructor(parts: RankedSetsParts) {
    const { training, test } = parts.data;
    const data = { training: remembered(training), test: remembered(test) };
    this.#parts = { ...parts, data };
  }

  /** Both sets as they are. */
  get whole(): RetrainingData {
    return this.#parts.data;
  }

  /** Both sets without a share of their pixels, as a method ranks them. */
  async without(
    ranking: MethodRanking,
    fraction: number,
  ): Promise<RetrainingData> {
    const ranked = await this.#rankedBy(ranking);
    const { data, fill, context, seed } = this.#parts;
    const removed = (part: Part): Dataset =>
      remembered(removedDataset(data[part], {
        ranked: ranked[part],
        fraction,
        fill,
        context,
        seed,
        stream: STREAMS[part].fill,
      }));
    return { training: removed("training"), test: removed("test") };
  }

  async #rankedBy({ name, method }: MethodRanking) {
    if (this.#ranked !== undefined && this.#name === name) return this.#ranked;
    this.#ranked = undefined;
    const { data, shard, signal, ...parts } = this.#parts;
    const images = (part: Part): RankedImages =>
      new RankedImages({
        ...parts,
        dataset: data[part],
        method,
        stream: STREAMS[part].ties,
      });
    const ranked = { training: images("training"), test: images("test") };
    const from = shard === undefined ? 0 : (shard.index - 1) / shard.count;
    const blocks = blocksOf(data.training.size).length +
      blocksOf(data.test.size).length;
    using bar = progress(`Maps: ${name}`, blocks);
    await ranked.training.prepare(bar, from, signal);
    await ranked.test.prepare(bar, from, signal);
    this.#name = name;
    this.#ranked = ranked;
    return ranked;
  }
}
