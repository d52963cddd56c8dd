import { Figure } from "./figure.ts";
import { inColumns } from "./figures/in_columns.ts";
import type { PanelFigureOptions } from "./figures/panel_options.ts";
import { panelScene } from "./figures/panel_scene.ts";
import type { Panel } from "./panel.ts";

/** Options of {@linkcode smallMultiples}. */
export interface SmallMultiplesOptions
  extends Omit<PanelFigureOptions, "rows" | "columns"> {
  /** Panels in a row; by default 3 to 6, the more panels the more. */
  readonly perRow?: number | undefined;
}

/**
 * Returns a figure of many panels of one kind, such as the maps of all layers,
 * in as many rows as they need; otherwise as {@linkcode panelFigure}.
 *
 * @example
 * ```ts
 * import { smallMultiples } from "fullgrad";
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
  return new Figure(panelScene(inColumns(panels, options.perRow), options));
}
