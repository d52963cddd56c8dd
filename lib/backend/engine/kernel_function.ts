import { CONTROL } from "./control.ts";

/**
 * A function of a kernel binary: does the work units `first ≤ unit < last` of
 * the launch whose arguments lie at `args`, with `scratch` for itself.
 */
export type KernelFunction = (
  args: number,
  first: number,
  last: number,
  scratch: number,
) => void;

/**
 * Every function of the binaries, in one order that is the same in each thread.
 *
 * @param modules The compiled binaries.
 * @param memory The heap that they import.
 */
export function kernelFunctions(
  modules: readonly WebAssembly.Module[],
  memory: WebAssembly.Memory,
): KernelFunction[] {
  return modules.flatMap((module) => {
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    return WebAssembly.Module.exports(module).map(({ name }) =>
      exports[name] as KernelFunction
    );
  });
}

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
