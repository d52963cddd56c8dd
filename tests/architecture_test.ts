/** The stages of `lib`, and that imports go to earlier ones only. */
import { assert, assertEquals } from "@std/assert";
import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";

const LIB = fileURLToPath(new URL("../lib", import.meta.url));

/** The folders of `lib` in the order of imports: data flows down this list. */
const STAGES = [
  "random",
  "options",
  "platform",
  "files",
  "backend",
  "display",
  "model",
  "image",
  "data",
  "propagation",
  "decomposition",
  "aggregation",
  "methods",
  "training",
  "evaluation",
  "public",
  "cli",
];

interface Import {
  readonly file: string;
  readonly specifier: string;
  /** Whether it is gone when the program runs. */
  readonly typeOnly: boolean;
}

async function* files(folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) yield* files(path);
    else if (path.endsWith(".ts")) yield path;
  }
}

async function importsOf(file: string): Promise<readonly Import[]> {
  const text = await Deno.readTextFile(file);
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, "");
  const statements =
    /(?:import|export)(\s+type\b)?(?:[^;"]*?\bfrom)?\s*\(?"(\.[^"]+)"/g;
  return [...code.matchAll(statements)].map(([, type, specifier]) => ({
    file,
    specifier: specifier!,
    typeOnly: type !== undefined,
  }));
}

const all: Import[] = [];
for await (const file of files(LIB)) all.push(...await importsOf(file));

/** The stage of a path, and the path within it. */
function placeOf(path: string): readonly [stage: string, rest: string] {
  const [stage, ...rest] = relative(LIB, path).split("/");
  return [stage!, rest.join("/")];
}

Deno.test("every folder of lib is a stage", async () => {
  const folders: string[] = [];
  for await (const entry of Deno.readDir(LIB)) folders.push(entry.name);
  assertEquals(folders.filter((name) => !STAGES.includes(name)), []);
});

Deno.test("imports go to earlier stages only, through their mod.ts", () => {
  const wrong = all.flatMap(({ file, specifier }) => {
    const [from] = placeOf(file);
    const [to, rest] = placeOf(normalize(join(dirname(file), specifier)));
    if (from === to) return [];
    const earlier = STAGES.indexOf(to) < STAGES.indexOf(from);
    return earlier && rest === "mod.ts"
      ? []
      : [`${relative(LIB, file)} imports ${specifier}`];
  });
  assertEquals(wrong, []);
});

Deno.test("no file imports itself in a circle, types included", () => {
  const edges = Map.groupBy(
    all.map(({ file, specifier }) =>
      [file, normalize(join(dirname(file), specifier))] as const
    ),
    ([from]) => from,
  );
  const state = new Map<string, "open" | "done">();
  const circles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (state.get(file) === "done") return;
    if (state.get(file) === "open") {
      circles.push(
        [...path.slice(path.indexOf(file)), file].map((f) => relative(LIB, f))
          .join(" → "),
      );
      return;
    }
    state.set(file, "open");
    for (const [, to] of edges.get(file) ?? []) visit(to, [...path, file]);
    state.set(file, "done");
  };
  for (const file of edges.keys()) visit(file, []);
  assertEquals(circles, []);
});

Deno.test("files of lib stay small", async () => {
  const long: string[] = [];
  for await (const file of files(LIB)) {
    const lines = (await Deno.readTextFile(file)).split("\n")
      .filter((line) => !/^\s*($|\/\/|\/?\*)/.test(line));
    if (lines.length > 220) {
      long.push(`${relative(LIB, file)}: ${lines.length}`);
    }
  }
  assertEquals(long, []);
});

Deno.test("nothing in lib reads a tensor synchronously or draws unseeded numbers", async () => {
  const found: string[] = [];
  for await (const file of files(LIB)) {
    const text = await Deno.readTextFile(file);
    const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(
      /\/\/.*/g,
      "",
    );
    if (/\b(dataSync|arraySync|Math\.random)\b/.test(code)) {
      found.push(relative(LIB, file));
    }
  }
  assertEquals(found, []);
  assert(all.length > 100, "the imports were not read");
});
