/**
 * Compiles the kernels from AssemblyScript, `<operation>/<operation>.as`, to
 * the binaries beside them. With `--check` it writes nothing and fails where a
 * committed binary is not, byte for byte, what the source compiles to; with
 * names of operations it builds those only.
 *
 * An operation that uses fused multiply-add has a second binary,
 * `<operation>_relaxed.wasm`, for engines with relaxed SIMD.
 */
import { compileKernel } from "./compile.ts";

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
      isDirectory && readIfThere(sourceOf(name)) !== undefined
    )
    .map(({ name }) => name).sort();
}

function sourceOf(operation: string): URL {
  return new URL(`${operation}/${operation}.as`, FOLDER);
}

/** The binaries of an operation by file; without bytes, it must not be there. */
async function build(
  operation: string,
): Promise<[file: string, bytes: Uint8Array | undefined][]> {
  const plain = await compileKernel(sourceOf(operation), false);
  const relaxed = await compileKernel(sourceOf(operation), true);
  return [
    [`${operation}.wasm`, plain],
    [
      `${operation}_relaxed.wasm`,
      isSame(plain, relaxed) ? undefined : relaxed,
    ],
  ];
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
