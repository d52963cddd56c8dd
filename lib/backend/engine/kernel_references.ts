import type * as tf from "@tensorflow/tfjs";
import { LostWorkerError } from "./lost_worker_error.ts";

/**
 * Counts how often a kernel that runs refers to tensors' data, so that what it
 * has made until it throws can be freed: nobody else knows of it yet.
 */
export class KernelReferences {
  #counts: Map<tf.DataId, number> | undefined;

  /** Counts references that are made, or, below 0, given back. */
  count(dataId: tf.DataId, change: number): void {
    const before = this.#counts?.get(dataId) ?? 0;
    this.#counts?.set(dataId, before + change);
  }

  /**
   * Calls a kernel.
   *
   * @param kernel Makes tensors, or refers to those that are there.
   * @param dispose Gives a reference back that it has left when it throws.
   */
  track<T>(kernel: () => T, dispose: (dataId: tf.DataId) => void): T {
    // A kernel that calls another cares for it.
    if (this.#counts !== undefined) return kernel();
    const counts = this.#counts = new Map<tf.DataId, number>();
    try {
      return kernel();
    } catch (error) {
      // A worker that was lost may come back and write to what is made.
      const left = error instanceof LostWorkerError ? [] : [...counts];
      for (const [dataId, count] of left) {
        for (let i = 0; i < count; i++) dispose(dataId);
      }
      throw error;
    } finally {
      this.#counts = undefined;
    }
  }
}
