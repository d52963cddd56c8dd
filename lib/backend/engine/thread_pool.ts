import { CONTROL, LOOKS } from "./control.ts";
import {
  type KernelFunction,
  kernelFunctions,
  takeUnits,
} from "./kernel_function.ts";
import { LostWorkerError } from "./lost_worker_error.ts";
import { startWorker } from "./start_worker.ts";

/** What a pool runs on. */
export interface PoolParts {
  /** The heap, shared if there is more than one thread. */
  readonly memory: WebAssembly.Memory;
  /** The compiled kernels. */
  readonly modules: readonly WebAssembly.Module[];
  /** The address of another control block in the heap, all zero. */
  readonly newControl: () => number;
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

/** The workers that listen to one control block. */
interface Crew {
  readonly address: number;
  readonly control: Int32Array;
  /** Number of workers that have been started. */
  started: number;
}

/** Threads that share one heap and do launches together. */
export class ThreadPool {
  readonly #functions: readonly KernelFunction[];
  readonly #parts: PoolParts;
  #crew: Crew | undefined;
  #workers = 0;

  /** A pool of one thread, the calling one. */
  constructor(parts: PoolParts) {
    this.#parts = parts;
    this.#functions = kernelFunctions(parts.modules, parts.memory);
  }

  /**
   * Changes the number of threads, the calling one included. Workers start when
   * they are first needed and sleep when they are not.
   *
   * @throws {RangeError} If the heap is not shared and more than one is asked
   * for.
   * @throws {Error} If a worker cannot start. The pool then goes on with the
   * calling thread alone.
   */
  async setThreads(threads: number): Promise<void> {
    const { memory, modules } = this.#parts;
    if (threads > 1 && memory.buffer instanceof ArrayBuffer) {
      throw new RangeError(
        `Cannot run several threads as the heap must be shared: ${threads} threads are asked for`,
      );
    }
    if (threads > 1) {
      const crew = this.#crew ??= this.#newCrew();
      const first = crew.started + 1;
      crew.started = Math.max(crew.started, threads - 1);
      const starts = await Promise.allSettled(Array.from(
        { length: Math.max(0, threads - first) },
        (_, i) =>
          startWorker({
            memory,
            modules,
            control: crew.address,
            thread: first + i,
          }),
      ));
      const failure = starts.find(({ status }) => status === "rejected");
      if (failure) {
        this.stop();
        throw (failure as PromiseRejectedResult).reason;
      }
    }
    this.#workers = threads - 1;
    if (this.#crew) {
      Atomics.store(this.#crew.control, CONTROL.threads, threads);
    }
  }

  /** Number of threads that work, the calling one included. */
  get threads(): number {
    return this.#workers + 1;
  }

  /**
   * Does the units of a launch and returns when all are done. After an error
   * no thread works on it any more, but for a worker that is lost.
   *
   * @throws {LostWorkerError} If a worker has died in it. The pool then goes on
   * with the calling thread alone.
   * @throws {WebAssembly.RuntimeError} If the kernel traps.
   */
  run(launch: PoolLaunch): void {
    const crew = this.#crew;
    if (
      crew === undefined || this.#workers === 0 || launch.units <= launch.chunk
    ) {
      const { args, units, scratch } = launch;
      if (units > 0) this.#functions[launch.function]!(args, 0, units, scratch);
      return;
    }
    const { control } = crew;
    control[CONTROL.function] = launch.function;
    control[CONTROL.args] = launch.args;
    control[CONTROL.units] = launch.units;
    control[CONTROL.chunk] = launch.chunk;
    control[CONTROL.scratch] = launch.scratch;
    control[CONTROL.scratchStride] = launch.scratchStride;
    // What an earlier launch, which trapped in several threads, has left.
    control[CONTROL.failed] = 0;
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
      this.#awaitWorkers(control);
    }
    if (Atomics.load(control, CONTROL.failed) === 1) {
      throw new WebAssembly.RuntimeError("a kernel trapped in a worker thread");
    }
  }

  /**
   * Ends the workers; the calling thread can still run launches, and others can
   * be started.
   */
  stop(): void {
    const crew = this.#crew;
    this.#workers = 0;
    this.#crew = undefined;
    if (crew === undefined) return;
    Atomics.store(crew.control, CONTROL.stop, 1);
    Atomics.add(crew.control, CONTROL.generation, 1);
    Atomics.notify(crew.control, CONTROL.generation);
  }

  #newCrew(): Crew {
    const address = this.#parts.newControl();
    const { buffer } = this.#parts.memory;
    return { address, control: new Int32Array(buffer, address), started: 0 };
  }

  #awaitWorkers(control: Int32Array): void {
    const { patience } = this.#parts;
    for (let thread = 1; thread <= this.#workers; thread++) {
      if (!isIdle(control, CONTROL.busy + thread, patience)) {
        this.stop();
        throw new LostWorkerError(patience);
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
  for (let look = 0; look < LOOKS; look++) {
    if (Atomics.load(control, word) === 0) return true;
  }
  // Not the time of day, which can be set.
  const deadline = performance.now() + patience;
  while (Atomics.load(control, word) === 1) {
    const left = deadline - performance.now();
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
