import { Figure } from "./figure.ts";
import type { PanelFigureOptions } from "./figures/panel_options.ts";
import { panelScene } from "./figures/panel_scene.ts";
import type { Panel } from "./panel.ts";

/**
 * Returns a figure of images and maps in a grid, with colour bars that say
 * what the numbers mean. Hovering over a map shows its name, row, column and
 * value; zooming into one panel zooms into all of its size; a slider sets the
 * opacity of maps over images. A map that is zero or constant everywhere, or
 * lacks values, says so.
 *
 * @param rows The panels, row by row.
 *
 * @example
 * ```ts
 * import { panelFigure } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const map = {
 *   name: "gradient",
 *   values: new Float32Array([0, 1, -2, 3]),
 *   height: 2,
 *   width: 2,
 *   signed: true,
 *   meaning: "gradient of the logit",
 * };
 * const figure = panelFigure([[{ map }]], { title: "Gradient" });
 * const { layout } = await figure.plotly();
 * assertEquals((layout.coloraxis as { cmin: number }).cmin, -3);
 * ```
 *
 * @throws {TypeError} If a panel has neither an image nor a map, or a number
 * of values that does not fit its size.
 * @throws {RangeError} If there is no panel, a side is not a positive integer,
 * an unsigned map has a value below zero, or an option is out of range.
 */
export function panelFigure(
  rows: readonly (readonly Panel[])[],
  options: PanelFigureOptions,
): Figure {
  return new Figure(panelScene(rows, options));
}
