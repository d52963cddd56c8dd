import { withSharedMemory } from "./memory_sharing.ts";
import { readBinary } from "./read_binary.ts";

/** Where the binaries of an operation's kernels lie. */
export interface KernelBinary {
  /** Name of the operation, `conv2d`. */
  readonly operation: string;
  /** The binary for every engine with SIMD. */
  readonly plain: URL;
  /** The binary for engines with relaxed SIMD, where it is another. */
  readonly relaxed?: URL;
}

/** Kernels compiled for this engine. */
export interface CompiledKernels {
  /** One module per operation. */
  readonly modules: readonly WebAssembly.Module[];
  /** `operation.function` to its index among the functions of all modules. */
  readonly indices: ReadonlyMap<string, number>;
}

/**
 * Compiles kernels.
 *
 * @param binaries Where they lie.
 * @param relaxed Whether to take the builds with relaxed SIMD.
 * @param shared Whether the heap that they import is shared.
 */
export async function compileKernels(
  binaries: readonly KernelBinary[],
  relaxed: boolean,
  shared: boolean,
): Promise<CompiledKernels> {
  const modules = await Promise.all(binaries.map(async (binary) => {
    const url = relaxed && binary.relaxed ? binary.relaxed : binary.plain;
    return await WebAssembly.compile(
      withSharedMemory(await readBinary(url), shared),
    );
  }));
  const names = modules.flatMap((module, i) =>
    WebAssembly.Module.exports(module).map(({ name }) =>
      `${binaries[i]!.operation}.${name}`
    )
  );
  return { modules, indices: new Map(names.map((name, i) => [name, i])) };
}
