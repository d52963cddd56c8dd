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
