import type * as tf from "@tensorflow/tfjs";
import { LostWorkerError } from "./lost_worker_error.ts";
import type { TfjsModule } from "./tfjs_module.ts";

/**
 * Says that the WASM heap cannot hold what is asked for.
 *
 * @example
 * ```ts
 * import { HeapExhaustedError } from "fullgrad/backend";
 * import { assert } from "@std/assert";
 *
 * const error: unknown = new HeapExhaustedError(3 * 2 ** 30, 2 ** 31);
 * if (error instanceof HeapExhaustedError) {
 *   assert(error.message.endsWith("Explain fewer images at a time or smaller ones"));
 * }
 * ```
 */
export class HeapExhaustedError extends Error {
  /**
   * An error about an allocation.
   *
   * @param bytes Size that was asked for.
   * @param size Size of the heap.
   */
  constructor(bytes: number, size: number) {
    super(
      `Cannot allocate ${megabytes(bytes)} as the WASM heap must stay under ${
        megabytes(2 ** 32)
      }: it has ${
        megabytes(size)
      }. Explain fewer images at a time or smaller ones`,
    );
    this.name = "HeapExhaustedError";
  }
}

/**
 * What code of tfjs takes for itself in a kernel or for a tensor that it lists,
 * with much to spare. Where it finds nothing it ends the module or leaves its
 * output as it is, so that room is looked for before.
 */
export const TFJS_BYTES = 2 ** 20;

/**
 * Address of new memory in the module's heap, 8-byte aligned.
 *
 * The module's allocator adds the address of a free block and the size that is
 * wanted in 32 bits: where the sum passes 4 GiB, a block near the end of the
 * heap that is too small passes for one that is large enough. Such a block is
 * kept until another one is found or there is none.
 *
 * @throws {HeapExhaustedError} If there is no such memory.
 */
export function allocate(module: TfjsModule, bytes: number): number {
  const tooSmall: number[] = [];
  try {
    for (;;) {
      // malloc(0) may be 0; beyond 2 GiB addresses come as negative numbers.
      const address = bytes < 2 ** 32
        ? module._malloc(Math.max(bytes, 1)) >>> 0
        : 0;
      if (address === 0) {
        throw new HeapExhaustedError(bytes, module.HEAPU8.length);
      }
      if (address + bytes <= module.HEAPU8.length) return address;
      tooSmall.push(address);
    }
  } finally {
    for (const address of tooSmall) module._free(address);
  }
}

/** Memory that starts at a cache line. */
export class AlignedBlock {
  readonly #module: TfjsModule;
  readonly #allocation: number;
  /** The address, a multiple of 64. */
  readonly address: number;
  /** Size in bytes. */
  readonly bytes: number;

  /** Allocates a block. */
  constructor(module: TfjsModule, bytes: number) {
    this.#module = module;
    this.#allocation = allocate(module, bytes + 64);
    this.address = Math.ceil(this.#allocation / 64) * 64;
    this.bytes = bytes;
  }

  /** Gives the memory back. */
  free(): void {
    this.#module._free(this.#allocation);
  }

  /**
   * Gives the memory back after an error, unless a worker that was lost may
   * come back and write to it.
   */
  freeAfter(error: unknown): void {
    if (!(error instanceof LostWorkerError)) this.free();
  }
}

/**
 * The typed array that holds the values of a type.
 *
 * @throws {TypeError} If they have none in the heap.
 */
export function arrayType(
  dtype: tf.DataType,
):
  | Float32ArrayConstructor
  | Int32ArrayConstructor
  | Uint8ArrayConstructor {
  switch (dtype) {
    case "float32":
      return Float32Array;
    case "int32":
      return Int32Array;
    case "bool":
      return Uint8Array;
    default:
      throw new TypeError(
        `Cannot view a tensor in the WASM heap as its type must be float32, int32 or bool: current type is ${dtype}`,
      );
  }
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
