import { type BackendName, startBackend } from "../../backend/mod.ts";
import { loadPlotly, type LoadPlotlyOptions } from "./load_plotly.ts";

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
