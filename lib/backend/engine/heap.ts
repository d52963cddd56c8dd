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

/** Address of new memory in the module's heap, 16-byte aligned. */
export function allocate(module: StockModule, bytes: number): number {
  // malloc(0) may be 0; beyond 2 GiB addresses come as negative numbers.
  const address = bytes < 2 ** 32
    ? module._malloc(Math.max(bytes, 1)) >>> 0
    : 0;
  if (address === 0) {
    throw new HeapExhaustedError(bytes, module.HEAPU8.buffer.byteLength);
  }
  return address;
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
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
