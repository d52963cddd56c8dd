/**
 * Builds the page that explains a reader's picture: one file that holds the
 * library, its kernels and a network, and opens from disk or from any server.
 *
 * `deno task try-page [folder]`, by default `dist/try`.
 */
import * as esbuild from "esbuild";
import { fileURLToPath, pathToFileURL } from "node:url";
import "plotly-cartesian/package.json" with { type: "json" };
import { buildCommand } from "../build_command.ts";
import { installPackage } from "../npm/installed_package.ts";

const SOURCES = new URL("../../docs/try/", import.meta.url);

const STYLE = /<link rel="stylesheet" href="([^"]+)">/;
const SCRIPT = /<script src="([^"]+)"><\/script>/;
const PICTURE = /(?<=<img [^>]*src=")([^"]+\.png)(?=")/;

/** Builds the page into a folder, which is made. */
export async function buildTryPage(out: URL): Promise<void> {
  const page = await Deno.readTextFile(new URL("index.html", SOURCES));
  const styled = await replaced(page, STYLE, async (path) => {
    return `<style>\n${await Deno.readTextFile(
      new URL(path, SOURCES),
    )}</style>`;
  });
  const pictured = await replaced(styled, PICTURE, async (path) => {
    const bytes = await Deno.readFile(new URL(path, SOURCES));
    return `data:image/png;base64,${bytes.toBase64()}`;
  });
  const whole = await replaced(pictured, SCRIPT, async (path) => {
    return `<script type="module">${await script(
      new URL(path, SOURCES),
    )}</script>`;
  });
  await Deno.mkdir(out, { recursive: true });
  await Deno.writeTextFile(new URL("index.html", out), whole);
}

/** A module with all that it imports, as one text. */
async function script(module: URL): Promise<string> {
  await using installed = await installPackage();
  const { outputFiles } = await esbuild.build({
    entryPoints: [fileURLToPath(module)],
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    minify: true,
    legalComments: "eof",
    logLevel: "error",
    nodePaths: [`${installed.folder}/node_modules`],
    alias: {
      "plotly-cartesian": fileURLToPath(
        import.meta.resolve("plotly-cartesian/plotly-cartesian.min.js"),
      ),
    },
    // Of an inline module it is that of the page, by which nothing lies.
    define: { "import.meta.url": "document.baseURI" },
  });
  return outputFiles[0]!.text;
}

async function replaced(
  text: string,
  pattern: RegExp,
  replacement: (path: string) => Promise<string>,
): Promise<string> {
  const match = text.match(pattern);
  if (match === null) {
    throw new Error(
      `Cannot build the page as its text must have ${pattern}: it has not`,
    );
  }
  const value = await replacement(match[1]!);
  return text.replace(pattern, () => value);
}

if (import.meta.main) {
  await buildCommand(
    "try-page",
    "Builds the page that explains a reader's picture, one file.",
    "dist/try",
  )
    .action(async (folder: string) => {
      await buildTryPage(pathToFileURL(`${folder}/`));
      await esbuild.stop();
      console.log(`Wrote ${folder}/index.html`);
    })
    .parseAsync(Deno.args, { from: "user" });
}
