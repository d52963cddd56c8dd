import { toBase64 } from "../../platform/mod.ts";
import drawFigures from "./draw_figures.js" with { type: "text" };
import { gzipText } from "./gzip.ts";

/** Where the browser gets plotly.js from. */
export type PlotlySource = "embedded" | "cdn";

const FILE = "plotly-cartesian.min.js";

/** The text of plotly.js, as its npm package has it. */
async function plotlyText(): Promise<string> {
  const { default: text } = await import(
    "plotly-cartesian/plotly-cartesian.min.js",
    { with: { type: "text" } }
  );
  return text;
}

/** plotly.js's version, from its license comment. */
function version(text: string): string {
  return text.match(/v(\d+\.\d+\.\d+)/)?.[1] ?? "";
}

/** plotly.js for a page, as HTML. */
export interface PlotlyLibrary {
  /** The script that loads it and draws the page's figures. */
  readonly html: string;
  /** Its version. */
  readonly version: string;
}

/**
 * Returns the HTML that makes plotly.js draw the figures of a page.
 *
 * @param source `embedded` holds all of plotly.js, about 640 kB, and works
 * offline; `cdn` fetches the same file, checked by its hash.
 */
export async function libraryHtml(
  source: PlotlySource,
): Promise<PlotlyLibrary> {
  const text = await plotlyText();
  const url = `https://cdn.jsdelivr.net/npm/plotly.js-cartesian-dist-min@${
    version(text)
  }/${FILE}`;
  const start = source === "embedded"
    ? `fullgradFigures.start("${await gzipText(new Blob([text]))}")`
    : `fullgradFigures.startFrom("${url}","${await integrityOf(text)}")`;
  return {
    html: `<script>${drawFigures}${start}</script>`,
    version: version(text),
  };
}

async function integrityOf(text: string): Promise<string> {
  const hash = await crypto.subtle.digest(
    "SHA-384",
    new TextEncoder().encode(text),
  );
  return `sha384-${toBase64(new Uint8Array(hash))}`;
}
