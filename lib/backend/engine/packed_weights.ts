import type * as tf from "@tensorflow/tfjs";
import { AlignedBlock } from "./heap.ts";
import type { TfjsModule } from "./tfjs_module.ts";

/** What is derived from tensors, kept as long as their data lives. */
export class PackedWeights {
  readonly #module: TfjsModule;
  readonly #blocks = new WeakMap<tf.DataId, Map<string, AlignedBlock>>();

  /** An empty store in a module's heap. */
  constructor(module: TfjsModule) {
    this.#module = module;
  }

  /** Address of what is kept under a key, filled if it is new. */
  get(
    dataId: tf.DataId,
    key: string,
    bytes: number,
    fill: (address: number) => void,
  ): number {
    let blocks = this.#blocks.get(dataId);
    if (blocks === undefined) {
      blocks = new Map();
      this.#blocks.set(dataId, blocks);
    }
    let block = blocks.get(key);
    if (block === undefined) {
      block = new AlignedBlock(this.#module, bytes);
      try {
        fill(block.address);
      } catch (error) {
        block.freeAfter(error);
        throw error;
      }
      blocks.set(key, block);
    }
    return block.address;
  }

  /** Frees what was derived from a tensor's data. */
  dispose(dataId: tf.DataId): void {
    const blocks = this.#blocks.get(dataId);
    if (blocks === undefined) return;
    for (const block of blocks.values()) block.free();
    this.#blocks.delete(dataId);
  }
}
