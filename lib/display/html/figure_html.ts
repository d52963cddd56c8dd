import { createHash } from "node:crypto";
import type { PlotlyFigure } from "../plotly/plotly_figure.ts";
import { dataUrl } from "../raster/data_url.ts";
import { escapeHtml } from "../text/escape_html.ts";
import { pack } from "./pack.ts";
import { withoutRepeats } from "./without_repeats.ts";

/** A still picture of a figure. */
export interface Still {
  /** The PNG file. */
  readonly png: Uint8Array;
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
 * The element's `data-state` is `static` before and `plotly` after that.
 */
export function figureHtml(figure: PlotlyFigure, still: Still): string {
  const packed = pack(JSON.stringify(withoutRepeats(figure)));
  const id = "fullgrad-" +
    createHash("sha256").update(packed).digest("hex").slice(0, 16);
  const hint = still.hint && ` title="${escapeHtml(still.hint)}"`;
  return `<div id="${id}" data-state="static" style="overflow-x:auto">` +
    `<img width="${still.width}" height="${still.height}"` +
    ` alt="${escapeHtml(still.alt)}"${hint}` +
    ` src="${dataUrl("image/png", still.png)}"></div>` +
    `<script>(globalThis.fullgradFigures??=[]).push(["${id}","${packed}"])</script>`;
}
