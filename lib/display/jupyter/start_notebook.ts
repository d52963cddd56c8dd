import { type BackendName, startBackend } from "../../backend/mod.ts";
import { libraryHtml, type PlotlySource } from "../html/library_html.ts";
import { kernel } from "./kernel.ts";

/** Options of {@linkcode startNotebook}. */
export interface StartNotebookOptions extends LoadPlotlyOptions {
  /**
   * The tensor backend that must be used.
   *
   * @default the fastest that starts here
   */
  readonly backend?: BackendName | undefined;
}

/**
 * Prepares a notebook, once, in its first cell: starts a tensor backend and
 * puts plotly.js into the cell's output, so that all figures of the notebook
 * are interactive.
 *
 * @param options The backend, and where plotly.js comes from.
 * @returns One line that says what runs and why.
 * @throws {UnsupportedBackendError} If the named backend cannot start here.
 *
 * @example
 * ```ts
 * import { startNotebook } from "fullgrad";
 * import { assertMatch } from "@std/assert";
 *
 * assertMatch(await startNotebook({ backend: "wasm" }), /^wasm/);
 * ```
 */
export async function startNotebook(
  { backend, ...plotly }: StartNotebookOptions = {},
): Promise<string> {
  const { reason } = await startBackend(backend);
  return `${reason} · ${await loadPlotly(plotly)}`;
}

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
