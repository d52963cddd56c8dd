import asc from "assemblyscript/asc";

/** Compiles AssemblyScript to a module that imports a shared memory. */
export async function compileSource(source: string): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main([
    "kernel.ts",
    "--outFile",
    "kernel.wasm",
    "--runtime",
    "stub",
    "--importMemory",
    "--noExportMemory",
    "--sharedMemory",
    "--initialMemory",
    "1",
    "--maximumMemory",
    "100",
    "--noAssert",
    "--enable",
    "threads",
  ], {
    readFile: (name: string) => name === "kernel.ts" ? source : null,
    writeFile: (_name: string, contents: string | Uint8Array) => {
      if (typeof contents !== "string") binary = contents;
    },
    listFiles: () => [],
  });
  if (error !== null || binary === undefined) throw new Error(String(stderr));
  return binary;
}
