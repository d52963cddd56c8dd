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
   * it fine-tuned.
   */
  async tune(
    cache: MapCache,
    key: string,
    work: () => Promise<void>,
  ): Promise<void> {
    const kept = await cache.read(key);
    if (kept?.length === this.#size) {
      this.#write(kept);
    } else {
      await work();
      if (cache.isOpen) await cache.write(key, await this.#read());
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
