/** The stages of `lib`, and that imports go to earlier ones only. */
import { assert, assertEquals } from "@std/assert";
import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";

const LIB = fileURLToPath(new URL("../lib", import.meta.url));

/** The folders of `lib` in the order of imports: data flows down this list. */
const STAGES = [
  "random",
  "citations",
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
  "exchange",
  "reproduction",
  "public",
  "cli",
];

/** Where results are kept in folders, which Deno alone does. */
const DENO_ONLY = [
  "job_file",
  "lease",
  "map_cache",
  "unit_store",
].map((name) => `evaluation/run/${name}.ts`);

/** The part of what `deno info --json` says that is used. */
interface ModuleGraph {
  readonly roots: readonly string[];
  readonly redirects: Readonly<Record<string, string>>;
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly {
      readonly code?: { readonly specifier?: string };
      readonly isDynamic?: boolean;
    }[];
  }[];
}

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

Deno.test("no two folders side by side import each other", () => {
  const pairs = new Set(all.flatMap(({ file, specifier }) => {
    const from = dirname(relative(LIB, file)).split("/");
    const to = dirname(relative(LIB, join(dirname(file), specifier)))
      .split("/");
    const level = from.findIndex((name, i) => name !== to[i]);
    if (level < 0 || to[level] === undefined) return [];
    const parent = from.slice(0, level).join("/");
    return [`${parent}: ${from[level]} imports ${to[level]}`];
  }));
  assert(pairs.has("evaluation: comparison imports run"));
  const mutual = [...pairs].filter((pair) => {
    const [, parent, from, to] = /^(.*): (\S+) imports (\S+)$/.exec(pair)!;
    return pairs.has(`${parent}: ${to} imports ${from}`);
  });
  assertEquals(mutual, []);
});

Deno.test("folders of experiments import each other through mod.ts", () => {
  const deep = all.flatMap(({ file, specifier }) => {
    const path = relative(LIB, file);
    return path.startsWith("evaluation/") &&
        /^\.\.\/[^./]+\//.test(specifier) && !specifier.endsWith("/mod.ts")
      ? [`${path} imports ${specifier}`]
      : [];
  });
  assertEquals(deep, []);
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

Deno.test("mod.ts imports nothing that only one platform has", async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "mod.ts"],
    cwd: dirname(LIB),
    stderr: "null",
  }).output();
  const { roots, modules, redirects } = JSON.parse(
    new TextDecoder().decode(stdout),
  ) as ModuleGraph;
  const bySpecifier = new Map(modules.map((one) => [one.specifier, one]));
  const reached = new Set<string>();
  const found: string[] = [];
  const visit = (specifier: string): void => {
    const resolved = redirects[specifier] ?? specifier;
    if (reached.has(resolved)) return;
    reached.add(resolved);
    if (/^node:|\/(sharp|@resvg)\b/.test(resolved)) found.push(resolved);
    const { dependencies = [] } = bySpecifier.get(resolved) ?? {};
    for (const { code, isDynamic = false } of dependencies) {
      if (code?.specifier && !isDynamic) visit(code.specifier);
    }
  };
  roots.forEach(visit);
  assertEquals(found, []);
  assert(reached.size > 500, `${reached.size} modules were looked at`);
  const withDeno: string[] = [];
  for (const url of reached) {
    if (!url.startsWith("file:")) continue;
    const text = await Deno.readTextFile(new URL(url));
    const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, "");
    // What looks whether there is Deno may go on with it.
    if (/\bDeno\.\w/.test(code) && !/"Deno" in globalThis/.test(code)) {
      withDeno.push(relative(LIB, fileURLToPath(url)));
    }
  }
  assertEquals(
    withDeno.filter((file) => !DENO_ONLY.includes(file)).sort(),
    [],
  );
  assertEquals(DENO_ONLY.filter((file) => !withDeno.includes(file)), []);
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

Deno.test("sums of any number of tensors are those that WebGPU can bind", async () => {
  const found: string[] = [];
  for await (const file of files(LIB)) {
    const code = await Deno.readTextFile(file);
    if (/\btf\.addN\b[^`]*\(/.test(code)) found.push(relative(LIB, file));
  }
  assertEquals(found, ["backend/add_all.ts"]);
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
