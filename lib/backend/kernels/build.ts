/**
 * Compiles the kernels from AssemblyScript, `<operation>/<operation>.as`, to
 * the binaries beside them. With `--check` it writes nothing and fails where a
 * committed binary is not, byte for byte, what the source compiles to; with
 * names of operations it builds those only.
 *
 * An operation that uses fused multiply-add has a second binary,
 * `<operation>_relaxed.wasm`, for engines with relaxed SIMD.
 */
import asc from "assemblyscript/asc";
import { wasmSections } from "../engine/wasm_sections.ts";

const DATA_SECTION = 11;

const FOLDER = new URL("./", import.meta.url);

if (import.meta.main) {
  const check = Deno.args.includes("--check");
  const names = Deno.args.filter((argument) => !argument.startsWith("--"));
  const stale: string[] = [];
  for (const operation of names.length > 0 ? names : operations()) {
    for (const [file, bytes] of await build(operation)) {
      const url = new URL(`${operation}/${file}`, FOLDER);
      if (check) {
        if (!isSame(bytes, readIfThere(url))) stale.push(file);
      } else if (bytes === undefined) {
        if (readIfThere(url) !== undefined) Deno.removeSync(url);
      } else {
        Deno.writeFileSync(url, bytes);
        console.log(`${file}: ${bytes.length} bytes`);
      }
    }
  }
  if (stale.length > 0) {
    console.error(
      `Not what their source compiles to: ${
        stale.join(", ")
      }. Run deno task kernels.`,
    );
    Deno.exit(1);
  }
}

function operations(): string[] {
  return [...Deno.readDirSync(FOLDER)]
    .filter(({ name, isDirectory }) =>
      isDirectory &&
      readIfThere(new URL(`${name}/${name}.as`, FOLDER)) !== undefined
    )
    .map(({ name }) => name).sort();
}

/** The binaries of an operation by file; without bytes, it must not be there. */
async function build(
  operation: string,
): Promise<[file: string, bytes: Uint8Array | undefined][]> {
  const plain = await compile(operation, []);
  const relaxed = await compile(operation, ["--enable", "relaxed-simd"]);
  return [
    [`${operation}.wasm`, plain],
    [
      `${operation}_relaxed.wasm`,
      isSame(plain, relaxed) ? undefined : relaxed,
    ],
  ];
}

async function compile(
  operation: string,
  features: readonly string[],
): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main([
    `${operation}/${operation}.ts`,
    "--baseDir",
    FOLDER.pathname,
    "--outFile",
    "kernel.wasm",
    "--runtime",
    "stub",
    "--importMemory",
    "--noExportMemory",
    "--sharedMemory",
    // With a least size declared, an address needs one check, not two.
    "--initialMemory",
    "1",
    "--maximumMemory",
    "65536",
    "--noAssert",
    // -O3 reorders multiply-adds so that accumulators are spilled.
    "-O2",
    "--enable",
    "simd",
    "--enable",
    "threads",
    ...features,
  ], {
    // asc asks for .ts; the sources are .as, as no TypeScript tool can read them.
    readFile: (name: string, base: string) =>
      readTextIfThere(`${base}/${name.replace(/\.ts$/, ".as")}`),
    writeFile: (_name: string, contents: string | Uint8Array) => {
      if (typeof contents !== "string") binary = contents;
    },
    listFiles: () => [],
  });
  if (error !== null || binary === undefined) {
    throw new Error(`Cannot compile ${operation}: ${stderr.toString()}`);
  }
  requireNoData(operation, binary);
  return binary;
}

/** The memory is another module's: a data segment would overwrite its own. */
function requireNoData(operation: string, binary: Uint8Array): void {
  const exports = WebAssembly.Module.exports(
    new WebAssembly.Module(binary as BufferSource),
  );
  const hasData = wasmSections(binary).some(({ id }) => id === DATA_SECTION);
  const other = exports.find(({ kind }) => kind !== "function");
  if (other !== undefined || hasData) {
    throw new Error(
      `Cannot ship ${operation} as a kernel must have functions only, no memory, globals or data of its own`,
    );
  }
}

function isSame(
  a: Uint8Array | undefined,
  b: Uint8Array | undefined,
): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function readIfThere(url: URL): Uint8Array | undefined {
  try {
    return Deno.readFileSync(url);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function readTextIfThere(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
