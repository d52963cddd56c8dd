import {
  type Cell,
  cellSource,
  type Notebook,
  type Output,
} from "../jupyter/notebook.ts";
import { codeHtml, markdownHtml } from "./markdown.ts";
import { escapeHtml } from "./page.ts";

/** A still picture in a notebook. */
export interface Still {
  /** What it shows, in words. */
  readonly alt: string;
  readonly png: Uint8Array;
  /** Its size in pixels of a page. */
  readonly width: number;
  readonly height: number;
}

/** How a notebook's page shows what is not text. */
export interface NotebookHtmlOptions {
  /** Where an address in the text leads in the site. */
  readonly link: (address: string) => string | Promise<string>;
  /** Keeps a picture; returns the HTML that shows it. */
  readonly still: (still: Still) => string | Promise<string>;
}

/** Returns the HTML of a notebook with the outputs that it holds. */
export async function notebookHtml(
  { cells }: Notebook,
  options: NotebookHtmlOptions,
): Promise<string> {
  const parts: string[] = [];
  for (const cell of cells) parts.push(await cellHtml(cell, options));
  return parts.join("\n");
}

async function cellHtml(
  cell: Cell,
  options: NotebookHtmlOptions,
): Promise<string> {
  const text = cellSource(cell);
  if (cell.cell_type !== "code") return await markdownHtml(text, options.link);
  const parts = [codeHtml(text, "typescript")];
  for (const output of cell.outputs ?? []) {
    parts.push(await outputHtml(output, options.still));
  }
  return `<section class="cell">${parts.join("\n")}</section>`;
}

async function outputHtml(
  output: Output,
  still: NotebookHtmlOptions["still"],
): Promise<string> {
  if (output.output_type === "stream") return printed(output.text);
  if (output.output_type === "error") return printed(output.evalue);
  const { data, metadata } = output;
  const text = textOf(data["text/plain"]);
  if (typeof data["image/png"] === "string") {
    const { width = 0, height = 0 } = metadata["image/png"] as Partial<Still>;
    const png = Uint8Array.fromBase64(data["image/png"]);
    return await still({ alt: text, png, width, height });
  }
  const html = textOf(data["text/html"]);
  return html === "" ? printed(text) : `<div class="output wide">${html}</div>`;
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join("") : String(value ?? "");
}

function printed(text: string): string {
  // deno-lint-ignore no-control-regex
  const plain = text.replaceAll(/\u001b\[[0-9;]*m/g, "").trimEnd();
  return plain === "" ? "" : `<pre class="output">${escapeHtml(plain)}</pre>`;
}
