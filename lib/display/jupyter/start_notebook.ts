import {
  checkedLater,
  checkOptions,
  oneOf,
  type OptionRequirements,
} from "../../options/mod.ts";
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
 * @throws {TypeError} If an option does not exist or is of another type.
 * @throws {RangeError} If there is no such source of plotly.js.
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
  options: StartNotebookOptions = {},
): Promise<string> {
  checkOptions("start the notebook", options, {
    ...LOAD_PLOTLY,
    // As the backend's stage names those there are.
    backend: checkedLater,
  });
  const { backend, ...plotly } = options;
  const { reason } = await startBackend(backend);
  return `${reason} · ${await loadPlotly(plotly)}`;
}

/** Options of {@linkcode loadPlotly}. */
export interface LoadPlotlyOptions {
  /**
   * `embedded` puts plotly.js into the cell's output (640 kB), which works
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
 * import { loadPlotly } from "fullgrad/display";
 * import { assertMatch } from "@std/assert";
 *
 * assertMatch(await loadPlotly(), /not in a notebook/);
 * ```
 *
 * @param options Where plotly.js comes from.
 * @returns What it did, in one line.
 * @throws {TypeError} If an option does not exist or is of another type.
 * @throws {RangeError} If there is no such source.
 */
export async function loadPlotly(
  options: LoadPlotlyOptions = {},
): Promise<string> {
  checkOptions("load plotly.js", options, LOAD_PLOTLY);
  const { library = "embedded" } = options;
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

const LOAD_PLOTLY: OptionRequirements<LoadPlotlyOptions> = {
  library: oneOf(["embedded", "cdn"]),
};
