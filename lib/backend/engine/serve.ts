import { CONTROL, LOOKS } from "./control.ts";
import { kernelFunctions, takeUnits } from "./kernel_function.ts";

/** What a worker needs to take part. */
export interface WorkerStart {
  /** The heap that all threads share. */
  readonly memory: WebAssembly.Memory;
  /** The compiled kernels. */
  readonly modules: readonly WebAssembly.Module[];
  /** Address of the control block. */
  readonly control: number;
  /** Which thread this is; 0 is the one that launches. */
  readonly thread: number;
}

/**
 * Takes part in launches until the pool stops.
 *
 * @param started Called once this worker is ready.
 */
export function serve(
  { memory, modules, control: address, thread }: WorkerStart,
  started: () => void,
): void {
  const control = new Int32Array(memory.buffer, address);
  const functions = kernelFunctions(modules, memory);
  const busy = CONTROL.busy + thread;
  let seen = Atomics.load(control, CONTROL.generation);
  started();
  for (;;) {
    seen = nextGeneration(control, seen);
    if (Atomics.load(control, CONTROL.stop) === 1) return;
    if (thread >= Atomics.load(control, CONTROL.threads)) continue;
    Atomics.store(control, busy, 1);
    if (Atomics.load(control, CONTROL.open) === 1) {
      try {
        takeUnits(control, functions, thread);
      } catch {
        // The launching thread says which kernel it was; what is left of the
        // launch is of no use.
        Atomics.store(control, CONTROL.failed, 1);
        Atomics.store(control, CONTROL.next, control[CONTROL.units]!);
      }
    }
    Atomics.store(control, busy, 0);
    Atomics.notify(control, busy);
  }
}

function nextGeneration(control: Int32Array, seen: number): number {
  for (let look = 0; look < LOOKS; look++) {
    const now = Atomics.load(control, CONTROL.generation);
    if (now !== seen) return now;
  }
  Atomics.wait(control, CONTROL.generation, seen);
  return Atomics.load(control, CONTROL.generation);
}
