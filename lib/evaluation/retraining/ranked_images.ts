import type { Progress } from "../../display/mod.ts";
import { type Dataset, datasetImages } from "../../data/mod.ts";
import type { Model } from "../../model/mod.ts";
import { Random } from "../../random/mod.ts";
import { type RemovalOrder, removalOrder } from "../perturbation/mod.ts";
import {
  type EvaluatedMethod,
  explainedMaps,
  keptMaps,
  type MapBatch,
  type MapCache,
} from "../run/mod.ts";
import { BLOCK, blockAt, blocksOf } from "./dataset_summary.ts";

/** Memory for orders, in bytes; images beyond it are ordered whenever they are read. */
const MEMORY = 2 ** 30;

/** What ranks the pixels of a dataset. */
export interface RankingParts {
  readonly dataset: Dataset;
  /** The trained network that is explained. */
  readonly model: Model;
  readonly method: EvaluatedMethod;
  readonly cache: MapCache;
  /** Which class is explained: the network's own or the true one. */
  readonly target: "predicted" | "label";
  readonly order: RemovalOrder;
  /** Chooses the order of pixels that are equally salient. */
  readonly seed: number;
  /** Tells the sets of one experiment apart where something is drawn. */
  readonly stream: number;
}

/** The pixels of every image of a dataset in the order of their removal. */
export class RankedImages {
  readonly #parts: RankingParts;
  readonly #orders = new Map<number, Uint16Array | Uint32Array>();
  readonly #most: number;

  /** The ranking by one method; nothing is explained before it is needed. */
  constructor(parts: RankingParts) {
    this.#parts = parts;
    const [height, width] = parts.dataset.imageShape;
    this.#most = Math.floor(MEMORY / (4 * height * width));
  }

  /**
   * Explains every image that is not in the cache.
   *
   * @param bar Told after every block of images.
   * @param from Where to start, in 0…1: processes that share a cache and start
   * at different places share the work.
   */
  async prepare(
    bar: Progress,
    from: number,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const blocks = blocksOf(this.#parts.dataset.size);
    const first = Math.floor(from * blocks.length);
    for (const block of [...blocks.slice(first), ...blocks.slice(0, first)]) {
      await this.orders(block);
      bar.advance();
      await new Promise((resolve) => setTimeout(resolve));
      signal?.throwIfAborted();
    }
  }

  /** The positions of the pixels of some images, first removed first. */
  async orders(
    indices: readonly number[],
  ): Promise<readonly (Uint16Array | Uint32Array)[]> {
    const found = new Map<number, Uint16Array | Uint32Array>();
    for (const index of indices) {
      const order = this.#orders.get(index);
      if (order !== undefined) found.set(index, order);
    }
    const { method, cache, dataset } = this.#parts;
    const missing = indices.filter((index) => !found.has(index));
    const batch = await this.#readKept(missing, found);
    for (const index of indices) {
      if (found.has(index)) continue;
      const block = blockAt(index, dataset.size);
      const isRead = String(block) === String(missing);
      const images = isRead ? batch : undefined;
      const maps = await explainedMaps(
        cache,
        method,
        images ?? await this.#batch(block),
      );
      block.forEach((i, k) => this.#add(i, maps[k]!, found));
    }
    return indices.map((index) => found.get(index)!);
  }

  /** Adds what the cache has, and returns the images that were read for it, if any. */
  async #readKept(
    indices: readonly number[],
    found: Map<number, Uint16Array | Uint32Array>,
  ): Promise<MapBatch | undefined> {
    const { method, cache } = this.#parts;
    const canBeKept = cache.isOpen && method.key !== undefined;
    if (indices.length === 0 || !canBeKept) return undefined;
    const batch = await this.#batch(indices);
    const maps = await keptMaps(cache, method, batch);
    maps.forEach((map, k) => {
      if (map !== undefined) this.#add(indices[k]!, map, found);
    });
    return batch;
  }

  #add(
    index: number,
    map: Float32Array,
    found: Map<number, Uint16Array | Uint32Array>,
  ): void {
    const { order, seed, stream } = this.#parts;
    const positions = removalOrder(map, order, new Random(seed, index, stream));
    const kept = map.length <= 65536 ? Uint16Array.from(positions) : positions;
    found.set(index, kept);
    if (this.#orders.size < this.#most) this.#orders.set(index, kept);
  }

  async #batch(indices: readonly number[]): Promise<MapBatch> {
    const { dataset, model, target } = this.#parts;
    const { images, labels } = await datasetImages(dataset, indices, model);
    return {
      model,
      images,
      places: indices.map((index) => index % BLOCK),
      targets: target === "label" ? [...labels] : undefined,
    };
  }
}
