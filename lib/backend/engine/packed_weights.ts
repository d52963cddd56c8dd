import type * as tf from "@tensorflow/tfjs";
import { AlignedBlock } from "./heap.ts";
import type { TfjsModule } from "./tfjs_module.ts";

/** What is derived from a tensor, and the other values that it is made of. */
interface Packed {
  readonly block: AlignedBlock;
  readonly also: Float32Array | undefined;
}

/** What is derived from tensors, kept as long as their data lives. */
export class PackedWeights {
  readonly #module: TfjsModule;
  readonly #blocks = new WeakMap<tf.DataId, Map<string, Packed>>();

  /** An empty store in a module's heap. */
  constructor(module: TfjsModule) {
    this.#module = module;
  }

  /**
   * Address of what is kept under a key, filled if it is new, or if `also`, the
   * values of another tensor that it is made of, were others then. They are
   * asked for where they are read: the heap may grow in between, and a heap that
   * is not shared then ends the views of it.
   */
  get(
    dataId: tf.DataId,
    key: string,
    bytes: number,
    fill: (address: number) => void,
    also?: () => Float32Array,
  ): number {
    let blocks = this.#blocks.get(dataId);
    if (blocks === undefined) {
      blocks = new Map();
      this.#blocks.set(dataId, blocks);
    }
    let packed = blocks.get(key);
    if (packed === undefined) {
      const block = new AlignedBlock(this.#module, bytes);
      try {
        fill(block.address);
      } catch (error) {
        block.freeAfter(error);
        throw error;
      }
      packed = { block, also: also?.().slice() };
      blocks.set(key, packed);
    } else if (also && !isSame(also(), packed.also!)) {
      fill(packed.block.address);
      packed.also!.set(also());
    }
    return packed.block.address;
  }

  /** Frees what was derived from a tensor's data. */
  dispose(dataId: tf.DataId): void {
    const blocks = this.#blocks.get(dataId);
    if (blocks === undefined) return;
    for (const { block } of blocks.values()) block.free();
    this.#blocks.delete(dataId);
  }
}

function isSame(a: Float32Array, b: Float32Array): boolean {
  for (let i = 0; i < a.length; i++) {
    // A NaN is no other value than it was.
    if (!Object.is(a[i], b[i])) return false;
  }
  return true;
}
