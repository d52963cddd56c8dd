import { LostWorkerError } from "./lost_worker_error.ts";
import type { StockModule } from "./stock_module.ts";

/** Says that the WASM heap cannot hold what is asked for. */
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
 * Address of new memory in the module's heap, 8-byte aligned.
 *
 * The module's allocator adds the address of a free block and the size that is
 * wanted in 32 bits: where the sum passes 4 GiB, a block near the end of the
 * heap that is too small passes for one that is large enough. Such a block is
 * kept until another one is found or there is none.
 *
 * @throws {HeapExhaustedError} If there is no such memory.
 */
export function allocate(module: StockModule, bytes: number): number {
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
  readonly #module: StockModule;
  readonly #allocation: number;
  /** The address, a multiple of 64. */
  readonly address: number;
  /** Size in bytes. */
  readonly bytes: number;

  /** Allocates a block. */
  constructor(module: StockModule, bytes: number) {
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

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
