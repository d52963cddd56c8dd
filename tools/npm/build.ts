/**
 * Builds the npm package from the sources that are published to JSR:
 * JavaScript, declarations, and what is read beside them in it.
 *
 * `deno task npm [folder]`, by default `dist/npm`; `npm publish dist/npm` then
 * publishes it.
 */
import * as esbuild from "esbuild";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";
import config from "../../deno.json" with { type: "json" };
import { buildCommand } from "../build_command.ts";
import { withEmbedded } from "./embed.ts";
import { LEAST_NODE, REQUIRE_NODE } from "./require_node.ts";

const ROOT = new URL("../../", import.meta.url);

/** What comes with it as it is. */
const COPIED = ["LICENSE", "README.md", "CHANGELOG.md", "data/images/boat.png"];

/** Relative imports, of modules and of declarations. */
const IMPORT = /(\bfrom\s*|\bimport\s*\(?\s*)"(\.[^"]+)\.ts"/g;

/** Imports of other packages, but for those of examples, which start with a star. */
const PACKAGE =
  /^(?! *\*).*?(?:\bfrom\s*|\bimport\s*\(?\s*)"((?:@[^/"]+\/)?[a-z][^/":]*)/gm;

const TYPES = [
  "@types/d3-array",
  "@types/d3-format",
  "@types/d3-scale-chromatic",
];

/** Builds the package into a folder, which is made. */
export async function buildPackage(out: URL): Promise<void> {
  const packages = new Set<string>(TYPES);
  const paths = await Array.fromAsync(sources());
  for (const path of paths) {
    const url = new URL(path, ROOT);
    const source = await Deno.readTextFile(url);
    const { code } = await esbuild.transform(
      await withEmbedded(source, url, isShipped),
      {
        loader: "ts",
        target: "es2023",
        supported: { "import-attributes": true },
        format: "esm",
      },
    );
    for (const [, name] of code.matchAll(PACKAGE)) packages.add(name!);
    const script = new URL(path.replace(/\.ts$/, ".js"), out);
    const rewritten = code.replaceAll(IMPORT, '$1"$2.js"');
    await write(
      script,
      ENTRIES.has(path) ? withRequirement(path, rewritten) : rewritten,
    );
  }
  await writeDeclarations(paths, out);
  for (const path of COPIED) {
    await write(new URL(path, out), await Deno.readFile(new URL(path, ROOT)));
  }
  await write(new URL("require_node.js", out), REQUIRE_NODE);
  await write(new URL("bin/fullgrad.js", out), BIN);
  await Deno.chmod(new URL("bin/fullgrad.js", out), 0o755);
  await write(
    new URL("package.json", out),
    JSON.stringify(packageJson([...packages].sort()), null, 2) + "\n",
  );
}

/**
 * Writes the types of the modules. Those of other packages are not looked at, as
 * every export of ours says its type.
 */
async function writeDeclarations(
  paths: readonly string[],
  out: URL,
): Promise<void> {
  const program = ts.createProgram({
    rootNames: paths.map((path) => fileURLToPath(new URL(path, ROOT))),
    options: {
      allowImportingTsExtensions: true,
      declaration: true,
      emitDeclarationOnly: true,
      lib: ["lib.esnext.d.ts", "lib.dom.d.ts"],
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      outDir: fileURLToPath(out),
      rootDir: fileURLToPath(ROOT),
      strict: true,
      target: ts.ScriptTarget.ESNext,
      types: [],
    },
  });
  const writes: Promise<void>[] = [];
  const { emitSkipped } = program.emit(undefined, (path, text) => {
    const rewritten = text.replaceAll(IMPORT, '$1"$2.js"');
    writes.push(write(pathToFileURL(path), rewritten));
  });
  await Promise.all(writes);
  if (emitSkipped || writes.length !== paths.length) {
    throw new Error(
      `Cannot build the package as all ${paths.length} modules must have types: current number is ${writes.length}`,
    );
  }
}

const BIN = `#!/usr/bin/env node
const refusal = await import("../require_node.js")
  .then(() => undefined, ({ message }) => message);
if (refusal === undefined) {
  const { run } = await import("../lib/cli/main.js");
  await run(process.argv.slice(2));
} else {
  console.error(refusal);
  process.exitCode = 1;
}
`;

/** The modules that others import. */
const ENTRIES: ReadonlySet<string> = new Set(
  Object.values(config.exports).map((path) => path.replace("./", "")),
);

/** An entry, which asks for its Node before anything else. */
function withRequirement(path: string, code: string): string {
  const up = "../".repeat(path.split("/").length - 1) || "./";
  return `import "${up}require_node.js";\n${code}`;
}

/** The paths of the modules that are published. */
async function* sources(folder = ""): AsyncGenerator<string> {
  if (folder === "") yield "mod.ts";
  const inside = folder === "" ? "lib/" : folder;
  for await (
    const { name, isDirectory } of Deno.readDir(new URL(inside, ROOT))
  ) {
    if (isDirectory) yield* sources(`${inside}${name}/`);
    else if (/\.ts$/.test(name) && !/^(build|compile)\.ts$/.test(name)) {
      yield `${inside}${name}`;
    }
  }
}

function isShipped({ href }: URL): boolean {
  const path = href.slice(ROOT.href.length);
  return path.startsWith("lib/") ||
    config.publish.include.includes(path) && !COPIED.includes(path);
}

async function write(url: URL, content: string | Uint8Array): Promise<void> {
  await Deno.mkdir(new URL(".", url), { recursive: true });
  await (typeof content === "string"
    ? Deno.writeTextFile(url, content)
    : Deno.writeFile(url, content));
}

function packageJson(packages: readonly string[]): Record<string, unknown> {
  const entry = (path: string) => ({
    types: path.replace(/\.ts$/, ".d.ts"),
    default: path.replace(/\.ts$/, ".js"),
  });
  return {
    name: "fullgrad",
    version: config.version,
    description: "Explains image classifiers by their full-gradient.",
    license: config.license,
    type: "module",
    engines: { node: `>=${LEAST_NODE}` },
    exports: Object.fromEntries(
      Object.entries(config.exports).map(([name, path]) => [name, entry(path)]),
    ),
    types: "./mod.d.ts",
    bin: { fullgrad: "./bin/fullgrad.js" },
    // A page has libraries of its own for what these do.
    browser: { "./lib/platform/native.js": false },
    dependencies: Object.fromEntries(
      packages.filter((name) => name !== "node" && name !== "plotly-cartesian")
        .map((name) => [name, versionOf(name)]),
    ),
  };
}

/** The version that the import map has. */
function versionOf(name: string): string {
  const mapped = Object.values(config.imports)
    .find((target) => target.startsWith(`npm:${name}@`));
  if (mapped === undefined) {
    throw new Error(
      `Cannot build the package as deno.json must map ${name}: it does not`,
    );
  }
  return mapped.slice(`npm:${name}@`.length).split("/")[0]!;
}

if (import.meta.main) {
  await buildCommand(
    "npm",
    "Builds the npm package, which `npm publish` then publishes.",
    "dist/npm",
  )
    .action(async (folder: string) => {
      await buildPackage(pathToFileURL(`${folder}/`));
      await esbuild.stop();
      console.log(
        `Wrote ${folder}; in a folder of yours: npm install --install-links ${
          resolve(folder)
        }`,
      );
    })
    .parseAsync(Deno.args, { from: "user" });
}
