import * as esbuild from "esbuild";
import { fileURLToPath } from "node:url";
// Deno finds the files of a package only if it is imported.
import "@tensorflow/tfjs-backend-wasm/package.json" with { type: "json" };
import "plotly-cartesian/package.json" with { type: "json" };

const TYPES: Readonly<Record<string, string>> = {
  bin: "application/octet-stream",
  json: "application/json",
  wasm: "application/wasm",
};

/** A file that a module names by its place beside it. */
const BESIDE = /new URL\(\s*"(\.[^"]+\.(\w+))",\s*import\.meta\.url,?\s*\)/g;

/** A file of another package that a module reads. */
const OF_PACKAGE = /packageFile\(\s*"(@tensorflow[^"]+\.(wasm))",?\s*\)/g;

/** A text that a module imports. */
const TEXT = /import (\w+) from "([^"]+)" with \{\s*type: "text",?\s*\};/g;

/** A text that a module imports when it is needed. */
const LAZY_TEXT =
  /await import\(\s*"([^"]+)",\s*\{\s*with: \{ type: "text" \},?\s*\},?\s*\)/g;

/**
 * Returns a module's text with what it reads in it: binaries, the embedded
 * network and workers as data URLs, texts as strings. It then works from a
 * folder, a bundle or a server alike.
 *
 * @param url Where the module lies.
 * @param isShipped Whether a file is part of the package; others stay URLs.
 */
export async function withEmbedded(
  text: string,
  url: URL,
  isShipped: (url: URL) => boolean,
): Promise<string> {
  const beside = await replaceEach(
    text,
    BESIDE,
    async ([all, path, ending]) => {
      const file = new URL(path!, url);
      if (ending === "ts") return urlText(await workerUrl(file));
      if (!isShipped(file) || !Object.hasOwn(TYPES, ending!)) return all!;
      return urlText(await dataUrl(file, TYPES[ending!]!));
    },
  );
  const binaries = await replaceEach(
    beside,
    OF_PACKAGE,
    async ([, path, ending]) =>
      urlText(await dataUrl(packageUrl(path!), TYPES[ending!]!)),
  );
  const texts = await replaceEach(
    binaries,
    TEXT,
    async ([, name, path]) =>
      `const ${name} = ${JSON.stringify(await textOf(path!, url))};`,
  );
  return await replaceEach(
    texts,
    LAZY_TEXT,
    async ([, path]) =>
      `{ default: ${JSON.stringify(await textOf(path!, url))} }`,
  );
}

async function replaceEach(
  text: string,
  pattern: RegExp,
  replacement: (match: RegExpMatchArray) => Promise<string>,
): Promise<string> {
  const matches = [...text.matchAll(pattern)];
  const parts = await Promise.all(matches.map(replacement));
  return matches.reduceRight(
    (result, { index, 0: all }, i) =>
      result.slice(0, index) + parts[i] + result.slice(index + all.length),
    text,
  );
}

function urlText(url: string): string {
  return `new URL(${JSON.stringify(url)})`;
}

async function dataUrl(file: URL, type: string): Promise<string> {
  return `data:${type};base64,${(await Deno.readFile(file)).toBase64()}`;
}

/** A worker as one module. */
async function workerUrl(file: URL): Promise<string> {
  const { outputFiles } = await esbuild.build({
    entryPoints: [fileURLToPath(file)],
    bundle: true,
    write: false,
    format: "esm",
    external: ["node:*"],
    minify: true,
  });
  return `data:text/javascript;base64,${outputFiles[0]!.contents.toBase64()}`;
}

/** Without its version, which is that of the import map. */
function packageUrl(path: string): URL {
  return new URL(import.meta.resolve(path.replace(/@\d[^/]*/, "")));
}

function textOf(path: string, url: URL): Promise<string> {
  return Deno.readTextFile(
    path.startsWith(".") ? new URL(path, url) : packageUrl(path),
  );
}
