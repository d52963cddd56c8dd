import { sha256 } from "../../platform/mod.ts";
import { escapeHtml } from "../text/escape.ts";

/** A still picture of a figure. */
export interface Still {
  /** The file, as a data URL. */
  readonly url: string;
  /** Size on the page, in CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** The figure in words, for readers who do not see it. */
  readonly alt: string;
  /** What hovering over the still picture says; empty for nothing. */
  readonly hint: string;
}

/**
 * Returns the HTML of a figure: a still picture, which stays where scripts do
 * not run (GitHub, an untrusted notebook), and a script that hands the figure
 * to plotly.js, which replaces the picture when it is there.
 *
 * The element's `data-state` is `static` before and `plotly` after that, or
 * `still` where the picture is all there is.
 *
 * @param packed What `packFigure` returns, or nothing for the picture alone.
 */
export async function figureHtml(
  packed: string | undefined,
  still: Still,
): Promise<string> {
  const hint = still.hint && ` title="${escapeHtml(still.hint)}"`;
  // Attributes for where styles are stripped; a style for narrow columns.
  const picture =
    `<img style="max-width:100%;height:auto" width="${still.width}" height="${still.height}"` +
    ` alt="${escapeHtml(still.alt)}"${hint}` +
    ` src="${still.url}">`;
  if (packed === undefined) {
    return `<div data-state="still">${picture}</div>`;
  }
  // The same figure has the same name in every page.
  const id = `fullgrad-${(await sha256(packed)).slice(0, 16)}`;
  return `<div id="${id}" data-state="static">${picture}</div>` +
    `<script>(globalThis.fullgradFigures??=[]).push(["${id}","${packed}"])</script>`;
}
