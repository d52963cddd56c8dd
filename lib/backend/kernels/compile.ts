import asc from "assemblyscript/asc";
import { wasmSections } from "../engine/wasm_binary.ts";
import { Struct } from "../engine/struct.ts";

const DATA_SECTION = 11;

/** The repository: paths from here on are the same on every machine. */
const ROOT = new URL("../../../", import.meta.url);

/**
 * The binary of a kernel's source.
 *
 * @param entry The source, `<operation>.as`, whose exports are the kernels.
 * @param isRelaxed Whether relaxed SIMD may be used.
 * @throws {Error} If it does not compile, or has more than functions.
 */
export async function compileKernel(
  entry: URL,
  isRelaxed: boolean,
): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main([
    entry.pathname.slice(ROOT.pathname.length).replace(/\.as$/, ".ts"),
    "--baseDir",
    ROOT.pathname,
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
    ...isRelaxed ? ["--enable", "relaxed-simd"] : [],
  ], {
    readFile: (name: string) => readSource(new URL(name, ROOT)),
    writeFile: (_name: string, contents: string | Uint8Array) => {
      if (typeof contents !== "string") binary = contents;
    },
    listFiles: () => [],
  });
  if (error !== null || binary === undefined) {
    throw new Error(`Cannot compile ${entry}: ${stderr.toString()}`);
  }
  requireFunctionsOnly(entry, binary);
  return binary;
}

/**
 * A source by the name that asc asks for, which ends in `.ts`; null if it is not
 * there. Sources are `.as`, as no TypeScript tool can read them, but for
 * `args.ts`, which TypeScript reads and AssemblyScript gets in its own words.
 */
async function readSource(url: URL): Promise<string | null> {
  const isDeclaration = url.pathname.endsWith("/args.ts");
  try {
    if (!isDeclaration) {
      const source = new URL(url.href.replace(/\.ts$/, ".as"));
      return withRepeats(Deno.readTextFileSync(source));
    }
    Deno.statSync(url);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
  return declarationSource(await import(url.href));
}

/**
 * A source with what stands between `// @repeat NAME VALUE…` and `// @end` once
 * per value, in which `{NAME}` is the value. Accumulators of a tile are locals,
 * so that no function can do a step of it, and asc unrolls no loops.
 *
 * @throws {SyntaxError} If a repeat has no end.
 */
export function withRepeats(source: string): string {
  const repeat = /^[ \t]*\/\/ @repeat (\w+) (.+)\n/m;
  const start = repeat.exec(source);
  if (start === null) return source;
  const [line, name, values] = start as unknown as [string, string, string];
  const marks = /^[ \t]*\/\/ @(repeat|end)\b.*\n/gm;
  marks.lastIndex = start.index;
  for (let depth = 0, mark; (mark = marks.exec(source)) !== null;) {
    depth += mark[1] === "repeat" ? 1 : -1;
    if (depth > 0) continue;
    const body = source.slice(start.index + line.length, mark.index);
    const bodies = values.split(" ").map((value) =>
      body.replaceAll(`{${name}}`, value)
    );
    return source.slice(0, start.index) + withRepeats(bodies.join("")) +
      withRepeats(source.slice(marks.lastIndex));
  }
  throw new SyntaxError(
    `Cannot repeat a part of a source as it must have an end: @repeat ${name} has none`,
  );
}

/**
 * The exports of an `args.ts` in AssemblyScript: a class per record, a constant
 * per integer, a namespace per table of integers.
 */
function declarationSource(declared: Record<string, unknown>): string {
  const types = { address: "usize", i32: "i32", f32: "f32" } as const;
  return Object.entries(declared).map(([name, value]) => {
    if (value instanceof Struct) {
      const fields = Object.entries(
        (value as Struct<Record<never, never>>).fields,
      )
        .map(([field, type]) =>
          `${field}: ${types[type as keyof typeof types]};`
        );
      return `@unmanaged export class ${pascalCase(name)} { ${
        fields.join(" ")
      } }`;
    }
    if (typeof value === "number") return constant(name, value);
    const numbers = Object.entries(value as Record<string, unknown>);
    return numbers.every(([, number]) => typeof number === "number")
      ? `export namespace ${name} { ${
        numbers.map(([key, number]) => constant(key, number as number))
          .join(" ")
      } }`
      : "";
  }).join("\n");
}

function constant(name: string, value: number): string {
  return `export const ${name}: i32 = ${value};`;
}

function pascalCase(name: string): string {
  return name[0]!.toUpperCase() + name.slice(1);
}

/** The memory is another module's: a data segment would overwrite its own. */
function requireFunctionsOnly(entry: URL, binary: Uint8Array): void {
  const exports = WebAssembly.Module.exports(
    new WebAssembly.Module(binary as BufferSource),
  );
  const hasData = wasmSections(binary).some(({ id }) => id === DATA_SECTION);
  const other = exports.find(({ kind }) => kind !== "function");
  if (other !== undefined || hasData) {
    throw new Error(
      `Cannot ship ${entry} as a kernel must have functions only, no memory, globals or data of its own`,
    );
  }
}
