import { readBinary, withSharedMemory } from "./wasm_binary.ts";

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
 * Compiles kernels. V8 does it twice, fast at first; that nothing is gained by
 * running them for nothing while a model loads was measured with all of them
 * compiled at their best beforehand (`--v8-flags=--no-wasm-tier-up,--no-liftoff`):
 * a first FullGrad of MobileNetV2 takes no less, 270 to 350 ms beside 210 to 280,
 * of ResNet-50 480 beside 470. It waits for JavaScript and for weights to be packed.
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

/** Whether this engine compiles relaxed SIMD, and so fused multiply-add. */
export function hasRelaxedSimd(): boolean {
  return WebAssembly.validate(MODULE);
}

// (module (func (result v128) v128.const 0 v128.const 0 v128.const 0
//   f32x4.relaxed_madd))
const ZERO = [0xfd, 0x0c, ...new Array<number>(16).fill(0)];
const BODY = [0, ...ZERO, ...ZERO, ...ZERO, 0xfd, 0x85, 0x02, 0x0b];
const MODULE = new Uint8Array([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 5, 1, 0x60, 0, 1, 0x7b],
  ...[3, 2, 1, 0],
  ...[10, BODY.length + 2, 1, BODY.length, ...BODY],
]);
