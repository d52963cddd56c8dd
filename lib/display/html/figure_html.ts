import { createHash } from "node:crypto";
import type { JsonObject, PlotlyFigure } from "../plotly/plotly_figure.ts";
import { dataUrl } from "../raster/raster.ts";
import { escapeHtml } from "../text/escape.ts";
import { pack } from "./library_html.ts";

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

/**
 * Returns a figure in which a map that is drawn again, as over an image and
 * alone, is there once: later traces have `zOf`, the index of the trace with
 * their `z`. The page's script puts it back.
 */
function withoutRepeats(figure: PlotlyFigure): PlotlyFigure {
  const seen = new Map<string, number>();
  const data = figure.data.map((trace, i): JsonObject => {
    if (trace.z === undefined) return trace;
    const key = JSON.stringify(trace.z);
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, i);
      return trace;
    }
    const { z: _, ...rest } = trace;
    return { ...rest, zOf: first };
  });
  return { ...figure, data };
}
