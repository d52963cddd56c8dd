import { positiveInteger } from "../../options/mod.ts";
import { Figure } from "../figure.ts";
import { MARGIN } from "./heading.ts";
import { checkFigureOptions, checkItems, WIDTH } from "./options.ts";
import type { Panel } from "./panel.ts";
import {
  MOST_PANELS,
  PANEL_OPTIONS,
  type PanelFigureOptions,
  panelScene,
} from "./panel_figure.ts";
import { mostColumns } from "./panel_grid.ts";
import { rowTitles } from "./panel_labels.ts";

/** Options of {@linkcode smallMultiples}. */
export interface SmallMultiplesOptions
  extends Omit<PanelFigureOptions, "rows" | "columns"> {
  /** Panels in a row; by default 3 to 8, the more panels the more. */
  readonly perRow?: number | undefined;
}

/**
 * Returns a figure of many panels of one kind, such as the maps of all layers,
 * in as many rows as they need; otherwise as {@linkcode panelFigure}.
 *
 * @param panels The panels, 1,000 at most.
 * @param options Texts, colors and sizes.
 * @returns The figure; above 100 panels a still picture.
 *
 * @example
 * ```ts
 * import { smallMultiples } from "fullgrad/display";
 * import { assertEquals } from "@std/assert";
 *
 * const panels = ["input", "conv1"].map((name) => ({
 *   title: name,
 *   map: {
 *     name,
 *     values: new Float32Array([0, 1]),
 *     height: 1,
 *     width: 2,
 *     signed: false,
 *     meaning: "relevance",
 *   },
 * }));
 * const figure = smallMultiples(panels, { title: "Layers", range: "each" });
 * assertEquals((await figure.plotly()).data.length, 2);
 * ```
 *
 * @throws As {@linkcode panelFigure}.
 */
export function smallMultiples(
  panels: readonly Panel[],
  options: SmallMultiplesOptions,
): Figure {
  const { rows: _, columns: __, ...requirements } = PANEL_OPTIONS;
  checkFigureOptions("draw panels", options, {
    ...requirements,
    perRow: positiveInteger,
  }, ["title"]);
  checkItems("draw panels", "panels", panels, MOST_PANELS);
  return new Figure(panelScene(inColumns(panels, options), options));
}

/**
 * Returns panels in rows of `perRow`, or of 3 to 8 where that many fit: the
 * more panels the more.
 */
export function inColumns(
  panels: readonly Panel[],
  { perRow, size, width = WIDTH }: SmallMultiplesOptions,
): Panel[][] {
  const wanted = Math.min(8, Math.max(3, Math.ceil(Math.sqrt(panels.length))));
  const count = perRow ?? Math.min(
    wanted,
    mostColumns(width - 2 * MARGIN, size),
  );
  const rows: Panel[][] = [];
  for (let i = 0; i < panels.length; i += count) {
    rows.push(panels.slice(i, i + count));
  }
  return rows;
}

/**
 * Returns how many columns of maps with a range each stand side by side, as small
 * as they may be, beside the titles of their rows.
 */
export function fittingColumns(
  rows: readonly string[],
  { width = WIDTH, size }: Pick<PanelFigureOptions, "width" | "size">,
): number {
  return mostColumns(width - 2 * MARGIN - rowTitles(rows).width, size);
}
