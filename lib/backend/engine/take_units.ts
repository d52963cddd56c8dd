import { CONTROL } from "./control.ts";
import type { KernelFunction } from "./kernel_function.ts";

/** Does units of the open launch until none is left. */
export function takeUnits(
  control: Int32Array,
  functions: readonly KernelFunction[],
  thread: number,
): void {
  const run = functions[control[CONTROL.function]!]!;
  const args = control[CONTROL.args]!;
  const units = control[CONTROL.units]!;
  const chunk = control[CONTROL.chunk]!;
  const scratch = control[CONTROL.scratch]! +
    thread * control[CONTROL.scratchStride]!;
  for (;;) {
    const first = Atomics.add(control, CONTROL.next, chunk);
    if (first >= units) return;
    run(args, first, Math.min(first + chunk, units), scratch);
  }
}
