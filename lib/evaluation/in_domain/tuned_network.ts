import * as tf from "@tensorflow/tfjs";
import type { Model } from "../../model/mod.ts";
import type { MapCache } from "../run/mod.ts";
import { WeightSnapshot } from "../weights/mod.ts";

/**
 * A network in two states: as it is, and fine-tuned. With `using` it is put back,
 * bit by bit, however the work between ends.
 */
export class TunedNetwork implements Disposable {
  readonly #model: Model;
  readonly #original: WeightSnapshot;
  #tuned: WeightSnapshot | undefined;

  /** The network as it is. Hold its weights as long as this lives. */
  constructor(model: Model) {
    this.#model = model;
    this.#original = new WeightSnapshot(model.weightLayers);
  }

  /**
   * Fine-tunes it, or takes up the weights that were kept under the key; leaves
   * it fine-tuned. Of the processes that share a cache one does, the others wait
   * for its weights.
   */
  async tune(
    cache: MapCache,
    key: string,
    work: () => Promise<void>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    if (!cache.isOpen) {
      await work();
    } else if (!await this.#takeUp(cache, key)) {
      await using _lease = await cache.lease(key, signal);
      // Another process may have finished in between.
      if (!await this.#takeUp(cache, key)) {
        await work();
        await cache.write(key, await this.#read());
      }
    }
    this.#tuned = new WeightSnapshot(this.#model.weightLayers);
  }

  /** Leaves the network as it was given. */
  useOriginal(): void {
    this.#original.restore();
  }

  /** Leaves it fine-tuned. */
  useTuned(): void {
    this.#tuned?.restore();
  }

  [Symbol.dispose](): void {
    this.#original.restore();
    this.#original.dispose();
    this.#tuned?.dispose();
  }

  async #takeUp(cache: MapCache, key: string): Promise<boolean> {
    const kept = await cache.read(key);
    if (kept?.length !== this.#size) return false;
    this.#write(kept);
    return true;
  }

  get #variables(): readonly tf.Variable[] {
    return this.#model.weightLayers.flatMap(({ weights }) =>
      weights.map(({ variable }) => variable)
    );
  }

  get #size(): number {
    return this.#variables.reduce((sum, { size }) => sum + size, 0);
  }

  async #read(): Promise<Float32Array> {
    const values = new Float32Array(this.#size);
    let at = 0;
    for (const variable of this.#variables) {
      values.set(await variable.data(), at);
      at += variable.size;
    }
    return values;
  }

  #write(values: Float32Array): void {
    let at = 0;
    for (const variable of this.#variables) {
      const part = values.slice(at, at + variable.size);
      tf.tidy(() => variable.assign(tf.tensor(part, variable.shape)));
      at += variable.size;
    }
  }
}
