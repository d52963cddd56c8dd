import { CONTROL } from "./control.ts";
import { type KernelFunction, kernelFunctions } from "./kernel_function.ts";
import { LostWorkerError } from "./lost_worker_error.ts";
import { startWorker } from "./start_worker.ts";
import { takeUnits } from "./take_units.ts";

/** What a pool runs on. */
export interface PoolParts {
  /** The heap, shared if there is more than one thread. */
  readonly memory: WebAssembly.Memory;
  /** The compiled kernels. */
  readonly modules: readonly WebAssembly.Module[];
  /** Address of a control block in the heap, all zero. */
  readonly control: number;
  /** A worker this many milliseconds behind the launching thread is lost. */
  readonly patience: number;
}

/** One piece of work for all threads. */
export interface PoolLaunch {
  /** Index of the kernel's function. */
  readonly function: number;
  /** Address of its arguments. */
  readonly args: number;
  /** Number of work units. */
  readonly units: number;
  /** Units that a thread takes at a time. */
  readonly chunk: number;
  /** Address of the scratch memory of thread 0. */
  readonly scratch: number;
  /** Bytes of scratch memory per thread. */
  readonly scratchStride: number;
}

/** Threads that share one heap and do launches together. */
export class ThreadPool {
  readonly #control: Int32Array;
  readonly #functions: readonly KernelFunction[];
  readonly #parts: PoolParts;
  #started = 0;
  #workers = 0;

  /** A pool of one thread, the calling one. */
  constructor(parts: PoolParts) {
    const { memory, modules, control } = parts;
    this.#parts = parts;
    this.#functions = kernelFunctions(modules, memory);
    // A memory that grows leaves views that are not shared without a buffer;
    // such a memory has one thread and needs no block in the heap.
    this.#control = memory.buffer instanceof ArrayBuffer
      ? new Int32Array(CONTROL.busy + 1)
      : new Int32Array(memory.buffer, control);
  }

  /**
   * Changes the number of threads, the calling one included. Workers start when
   * they are first needed and sleep when they are not.
   *
   * @throws {RangeError} If the heap is not shared and more than one is asked
   * for.
   * @throws {Error} If a worker cannot start.
   */
  async setThreads(threads: number): Promise<void> {
    const { memory, modules, control } = this.#parts;
    if (threads > 1 && memory.buffer instanceof ArrayBuffer) {
      throw new RangeError(
        `Cannot run several threads as the heap must be shared: ${threads} threads are asked for`,
      );
    }
    const missing = Math.max(0, threads - 1 - this.#started);
    await Promise.all(Array.from(
      { length: missing },
      (_, i) =>
        startWorker({
          memory,
          modules,
          control,
          thread: this.#started + 1 + i,
        }),
    ));
    this.#started += missing;
    this.#workers = threads - 1;
    Atomics.store(this.#control, CONTROL.threads, threads);
  }

  /** Number of threads that work, the calling one included. */
  get threads(): number {
    return this.#workers + 1;
  }

  /**
   * Does the units of a launch and returns when all are done.
   *
   * @throws {LostWorkerError} If a worker has died in it. The pool then goes on
   * with the calling thread alone.
   * @throws {WebAssembly.RuntimeError} If the kernel traps.
   */
  run(launch: PoolLaunch): void {
    if (this.#workers === 0 || launch.units <= launch.chunk) {
      const { args, units, scratch } = launch;
      if (units > 0) this.#functions[launch.function]!(args, 0, units, scratch);
      return;
    }
    const control = this.#control;
    control[CONTROL.function] = launch.function;
    control[CONTROL.args] = launch.args;
    control[CONTROL.units] = launch.units;
    control[CONTROL.chunk] = launch.chunk;
    control[CONTROL.scratch] = launch.scratch;
    control[CONTROL.scratchStride] = launch.scratchStride;
    Atomics.store(control, CONTROL.next, 0);
    Atomics.store(control, CONTROL.open, 1);
    Atomics.add(control, CONTROL.generation, 1);
    Atomics.notify(control, CONTROL.generation);
    try {
      takeUnits(control, this.#functions, 0);
    } finally {
      // Nobody may start on what is left when this thread has trapped.
      Atomics.store(control, CONTROL.next, launch.units);
      Atomics.store(control, CONTROL.open, 0);
      this.#awaitWorkers();
    }
    if (Atomics.exchange(control, CONTROL.failed, 0) === 1) {
      throw new WebAssembly.RuntimeError("a kernel trapped in a worker thread");
    }
  }

  /** Ends the workers; the calling thread can still run launches. */
  stop(): void {
    this.#workers = 0;
    Atomics.store(this.#control, CONTROL.stop, 1);
    Atomics.add(this.#control, CONTROL.generation, 1);
    Atomics.notify(this.#control, CONTROL.generation);
  }

  #awaitWorkers(): void {
    for (let thread = 1; thread <= this.#workers; thread++) {
      if (!isIdle(this.#control, CONTROL.busy + thread, this.#parts.patience)) {
        this.stop();
        throw new LostWorkerError(this.#parts.patience);
      }
    }
  }
}

/** Waits until a worker's word is 0; false if that takes too long. */
function isIdle(
  control: Int32Array,
  word: number,
  patience: number,
): boolean {
  for (let look = 0; look < 1000; look++) {
    if (Atomics.load(control, word) === 0) return true;
  }
  const deadline = Date.now() + patience;
  while (Atomics.load(control, word) === 1) {
    const left = deadline - Date.now();
    if (left <= 0) return false;
    wait(control, word, left);
  }
  return true;
}

function wait(control: Int32Array, word: number, milliseconds: number): void {
  try {
    Atomics.wait(control, word, 1, milliseconds);
  } catch (error) {
    // A browser's main thread must not sleep: it looks again instead.
    if (!(error instanceof TypeError)) throw error;
  }
}
