import { libraryHtml, type PlotlySource } from "../html/library_html.ts";
import { kernel } from "./kernel.ts";

/** Options of {@linkcode loadPlotly}. */
export interface LoadPlotlyOptions {
  /**
   * `embedded` puts plotly.js into the cell's output (670 kB), which works
   * offline and for whoever opens the notebook later; `cdn` puts a link.
   *
   * @default {"embedded"}
   */
  readonly library?: PlotlySource | undefined;
}

/**
 * Returns what it did, in one line, having put plotly.js into the output of
 * the notebook's current cell: with it, the figures of the notebook are
 * interactive. Once a notebook is enough. Outside a notebook nothing is shown.
 *
 * @example
 * ```ts
 * import { loadPlotly } from "fullgrad";
 * import { assertMatch } from "@std/assert";
 *
 * assertMatch(await loadPlotly(), /not in a notebook/);
 * ```
 *
 * @throws {RangeError} If there is no such source.
 */
export async function loadPlotly(
  { library = "embedded" }: LoadPlotlyOptions = {},
): Promise<string> {
  if (library !== "embedded" && library !== "cdn") {
    throw new RangeError(
      `Cannot load plotly.js as library must be "embedded" or "cdn": current value is "${library}"`,
    );
  }
  const notebook = kernel();
  if (notebook === undefined) return "plotly.js: not in a notebook";
  const { html, version } = await libraryHtml(library);
  const line = `plotly.js ${version}, ${
    library === "embedded" ? "embedded" : "from cdn.jsdelivr.net"
  }`;
  await notebook.display(
    { "text/html": html, "text/plain": line },
    { raw: true },
  );
  return line;
}
