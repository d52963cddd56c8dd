/**
 * Builds the site: the landing page, the guide, the notebooks with their
 * figures, the reference, and what was reproduced. It opens from disk, and from
 * any server of files.
 *
 *     deno task docs [folder] [--run]
 *
 * `--run` runs every notebook, which takes half an hour, and adds the figures
 * that a reader can move to the still ones; by default the folder is `dist/site`.
 */
import { dirname, join, normalize, relative, resolve } from "node:path";
import "plotly-cartesian/package.json" with { type: "json" };
import { buildTryPage } from "../try_page/build.ts";
import type { Notebook } from "../jupyter/notebook.ts";
import { buildCommand } from "../build_command.ts";
import { contents, type PageSource } from "./contents.ts";
import { markdownHtml } from "./markdown.ts";
import { notebookHtml, type Still } from "./notebook_html.ts";
import {
  escapeHtml,
  type MenuChapter,
  pageHtml,
  type SitePage,
} from "./page.ts";
import { reference } from "./reference.ts";
import { runWithFigures } from "./run_with_figures.ts";

const ROOT = new URL("../../", import.meta.url);

/** Figures of a notebook that the gallery shows. */
const IN_GALLERY = 4;

/** Builds the site into a folder, which is made. */
export async function buildSite(
  out: URL,
  { run = false }: { readonly run?: boolean | undefined } = {},
): Promise<void> {
  const site = new Site(out, await contents(ROOT));
  await site.build(run);
}

class Site {
  readonly #out: URL;
  readonly #chapters: Awaited<ReturnType<typeof contents>>;
  readonly #gallery: string[] = [];

  constructor(out: URL, chapters: Awaited<ReturnType<typeof contents>>) {
    this.#out = out;
    this.#chapters = chapters;
  }

  async build(run: boolean): Promise<void> {
    await Deno.mkdir(this.#out, { recursive: true });
    const menu: MenuChapter[] = [];
    const pages: SitePage[] = [];
    for (const { title, pages: sources } of this.#chapters) {
      const made: SitePage[] = [];
      for (const source of sources) made.push(await this.#page(source, run));
      pages.push(...made);
      menu.push({ title, pages: made });
    }
    const [home, ...others] = menu;
    const added = [
      await reference(ROOT, this.#out),
      {
        path: "gallery.html",
        title: "Gallery",
        body: `<h1>Gallery</h1>\n<div class="gallery">${
          this.#gallery.join("\n")
        }</div>`,
      },
    ];
    const whole: MenuChapter[] = [{
      title: "",
      pages: [
        ...home!.pages,
        ...added,
        { path: "try/index.html", title: "Try it on this page" },
      ],
    }, ...others];
    for (const page of [...pages, ...added]) {
      await this.#write(page.path, pageHtml(page, whole));
    }
    for (const name of ["site.css", "site.js"]) {
      await this.#copy(new URL(name, import.meta.url), name);
    }
    await this.#copy(
      new URL(import.meta.resolve("plotly-cartesian/plotly-cartesian.min.js")),
      "plotly.js",
    );
    await buildTryPage(new URL("try/", this.#out));
  }

  async #page({ source, path }: PageSource, run: boolean): Promise<SitePage> {
    const text = await Deno.readTextFile(new URL(source, ROOT));
    const link = (address: string) => this.#link(address, source, path);
    if (!source.endsWith(".ipynb")) {
      const body = await markdownHtml(text, link);
      return { path, title: titleOf(text, source), body };
    }
    const notebook: Notebook = JSON.parse(text);
    const title = titleOf(
      notebook.cells.map(({ source }) => [source].flat().join("")).join("\n"),
      source,
    );
    const shown = run
      ? await runWithFigures(ROOT, notebook)
      : { notebook, figures: [] };
    let count = 0;
    const still = (still: Still) =>
      this.#still(still, path, title, count, shown.figures[count++]);
    const body = await notebookHtml(shown.notebook, { link, still });
    return { path, title, body };
  }

  /** Keeps a picture of a notebook, and the figure that it is a still of. */
  async #still(
    { alt, png, width, height }: Still,
    page: string,
    title: string,
    index: number,
    figure: string | undefined,
  ): Promise<string> {
    const name = `${page.replace(/\.html$/, "")}-${index}`;
    await this.#write(`${name}.png`, png);
    const file = name.slice(name.lastIndexOf("/") + 1);
    if (index < IN_GALLERY) {
      this.#gallery.push(
        `<a href="${page}#${file}"><img src="${name}.png" alt="${
          escapeHtml(alt)
        }" loading="lazy">${escapeHtml(alt.split("\n")[0]!)}<small>${
          escapeHtml(title)
        }</small></a>`,
      );
    }
    const picture =
      `<img src="${file}.png" width="${width}" height="${height}" alt="${
        escapeHtml(alt)
      }" loading="lazy">`;
    if (figure === undefined) {
      return `<div class="figure" id="${file}">${picture}</div>`;
    }
    await this.#write(
      `${name}.js`,
      `showFigure(${JSON.stringify(`${file}.js`)}, ${figure});`,
    );
    return `<div class="figure" id="${file}">${picture}<button type="button" data-figure="${file}.js" data-library="../plotly.js">Move it: hover, zoom, controls</button></div>`;
  }

  /** Where an address in a file's text leads from its page. */
  async #link(address: string, source: string, page: string): Promise<string> {
    if (/^([a-z]+:|#)/.test(address)) return address;
    const [path = "", anchor] = address.split("#");
    const target = normalize(join(dirname(source), path)).replace(/\/$/, "");
    const known = this.#chapters.flatMap(({ pages }) => pages);
    const found =
      known.find((page) =>
        page.source === target || page.source === `${target}/README.md`
      )?.path ??
        (target.startsWith("docs/try") ? "try/index.html" : undefined) ??
        await this.#file(target);
    const to = relative(dirname(page), found);
    return anchor === undefined ? to : `${to}#${anchor}`;
  }

  /** A file that is no page is shown as it is, code as text; a folder as a list. */
  async #file(source: string): Promise<string> {
    const { isDirectory } = await Deno.stat(new URL(source, ROOT));
    if (!isDirectory) {
      const isShown = /\.(png|svg|csv|json|html|txt)$/.test(source);
      const path = `files/${source}${isShown ? "" : ".txt"}`;
      await this.#copy(new URL(source, ROOT), path);
      return path;
    }
    const entries: string[] = [];
    for (const { name, isFile } of await sorted(new URL(`${source}/`, ROOT))) {
      if (!isFile) continue;
      const file = await this.#file(`${source}/${name}`);
      entries.push(
        `<li><a href="${file.slice(file.lastIndexOf("/") + 1)}">${
          escapeHtml(name)
        }</a></li>`,
      );
    }
    const path = `files/${source}/index.html`;
    const title = escapeHtml(source);
    await this.#write(
      path,
      `<!doctype html><meta charset="utf-8"><title>${title}</title><h1>${title}</h1><ul>${
        entries.join("")
      }</ul>`,
    );
    return path;
  }

  async #copy(from: URL, path: string): Promise<void> {
    await this.#write(path, await Deno.readFile(from));
  }

  async #write(path: string, content: string | Uint8Array): Promise<void> {
    const file = new URL(path, this.#out);
    await Deno.mkdir(new URL(".", file), { recursive: true });
    await (typeof content === "string"
      ? Deno.writeTextFile(file, content)
      : Deno.writeFile(file, content));
  }
}

async function sorted(folder: URL): Promise<Deno.DirEntry[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  return entries.sort((a, b) => a.name < b.name ? -1 : 1);
}

/** Its first heading, without marks. */
function titleOf(text: string, source: string): string {
  const [, title] = /^# (.+)$/m.exec(text) ?? [];
  if (title === undefined) {
    throw new Error(
      `Cannot make a page of ${source} as it must have a heading`,
    );
  }
  return title.replaceAll(/[`*_]/g, "");
}

if (import.meta.main) {
  await buildCommand(
    "docs",
    "Builds the site, which opens from disk and from any server of files.",
    "dist/site",
  )
    .option(
      "--run",
      "run every notebook, half an hour, and add the figures that a reader can move",
    )
    .action(async (folder: string, { run }: { readonly run?: true }) => {
      await buildSite(new URL(`file://${resolve(folder)}/`), { run });
      console.log(`Wrote ${folder}/index.html`);
    })
    .parseAsync(Deno.args, { from: "user" });
}
