import { CONTROL_BYTES } from "./control.ts";
import { AlignedBlock } from "./heap.ts";
import { HeapBackend } from "./heap_backend.ts";
import type { CompiledKernels } from "./kernel_binaries.ts";
import { LostWorkerError } from "./lost_worker_error.ts";
import type { TfjsModule } from "./tfjs_module.ts";
import { ThreadPool } from "./thread_pool.ts";

/** A launch of a kernel on all threads. */
export interface Launch {
  /** Name of the operation, that of its folder. */
  readonly operation: string;
  /** Name of the exported function. */
  readonly function: string;
  /** 32-bit numbers, as {@linkcode Struct.pack} gives them. */
  readonly args: readonly number[];
  /** Number of independent work units. */
  readonly units: number;
  /** Units that a thread takes at a time; default: an eighth of its share. */
  readonly chunk?: number;
  /** Scratch memory that each thread has for itself, in bytes; default 0. */
  readonly scratchBytes?: number;
}

/** What the backend is made of. */
export interface BackendParts {
  /** tfjs's module. */
  readonly module: TfjsModule;
  /** Its heap. */
  readonly memory: WebAssembly.Memory;
  /** Our kernels. */
  readonly kernels: CompiledKernels;
}

/** Words that the arguments of a launch may have. */
const MAX_ARGS = 128;

/** A worker that is this long behind the launching thread is lost. */
const PATIENCE_MS = 30_000;

/**
 * A tfjs backend whose heap is shared by several threads: tfjs's own WASM
 * kernels run on the calling thread, ours on all.
 */
export class FullgradBackend extends HeapBackend {
  readonly #pool: ThreadPool;
  readonly #indices: ReadonlyMap<string, number>;
  #args: AlignedBlock;
  #scratch: AlignedBlock | undefined;

  private constructor(
    module: TfjsModule,
    pool: ThreadPool,
    { indices }: CompiledKernels,
  ) {
    super(module);
    this.#pool = pool;
    this.#indices = indices;
    this.#args = new AlignedBlock(module, 4 * MAX_ARGS);
  }

  /** A backend with one thread. */
  static start({ module, memory, kernels }: BackendParts): FullgradBackend {
    const pool = new ThreadPool({
      memory,
      modules: kernels.modules,
      newControl: () => {
        const { address } = new AlignedBlock(module, CONTROL_BYTES);
        module.HEAPU8.fill(0, address, address + CONTROL_BYTES);
        return address;
      },
      patience: PATIENCE_MS,
    });
    return new FullgradBackend(module, pool, kernels);
  }

  /** Number of threads that kernels run on, the calling one included. */
  get threads(): number {
    return this.#pool.threads;
  }

  /**
   * Changes the number of threads.
   *
   * @throws {Error} If a worker cannot start, or the heap cannot be shared.
   */
  async setThreads(threads: number): Promise<void> {
    await this.#pool.setThreads(threads);
  }

  /**
   * Runs a kernel on all threads and returns when it is done.
   *
   * @throws {RangeError} If there is no such kernel.
   * @throws {LostWorkerError} If a worker has died.
   * @throws {HeapExhaustedError} If there is no room for the scratch memory.
   * @throws {Error} If the kernel traps, or the backend was disposed.
   */
  launch(launch: Launch): void {
    this.requireRunning();
    const name = `${launch.operation}.${launch.function}`;
    const index = this.#indices.get(name);
    if (index === undefined || launch.args.length > MAX_ARGS) {
      throw new RangeError(
        `Cannot launch ${name} as it must be a kernel with at most ${MAX_ARGS} arguments: it has ${launch.args.length}`,
      );
    }
    const { units, scratchBytes = 0 } = launch;
    const chunk = launch.chunk ??
      Math.max(1, Math.ceil(units / (8 * this.threads)));
    const scratchStride = Math.ceil(scratchBytes / 64) * 64;
    const scratch = this.#scratchOf(scratchStride);
    const heap = this.wasm.HEAPU8.buffer;
    const { address: args } = this.#args;
    new Int32Array(heap, args, launch.args.length).set(launch.args);
    try {
      this.#pool.run({
        function: index,
        args,
        units,
        chunk,
        scratch,
        scratchStride,
      });
    } catch (error) {
      if (error instanceof LostWorkerError) this.#abandonBlocks();
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      throw new Error(`Cannot finish ${name}: ${error.message}`, {
        cause: error,
      });
    }
  }

  /**
   * Calls a function with the address of temporary memory, which starts at a
   * cache line and is not cleared.
   */
  withWorkspace<T>(bytes: number, use: (address: number) => T): T {
    const block = new AlignedBlock(this.wasm, bytes);
    try {
      const result = use(block.address);
      block.free();
      return result;
    } catch (error) {
      block.freeAfter(error);
      throw error;
    }
  }

  override dispose(): void {
    this.#pool.stop();
    super.dispose();
  }

  /** Address of scratch memory of `stride` bytes for each thread. */
  #scratchOf(stride: number): number {
    const bytes = stride * this.threads;
    if (this.#scratch === undefined || this.#scratch.bytes < bytes) {
      this.#scratch?.free();
      // If there is no room for another one, there is none.
      this.#scratch = undefined;
      this.#scratch = new AlignedBlock(this.wasm, bytes);
    }
    return this.#scratch.address;
  }

  /** Leaves what a lost worker may still use to it. */
  #abandonBlocks(): void {
    this.#scratch = undefined;
    this.#args = new AlignedBlock(this.wasm, 4 * MAX_ARGS);
  }
}
