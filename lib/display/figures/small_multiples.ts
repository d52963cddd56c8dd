import { Figure } from "../figure.ts";
import type { Panel } from "./panel.ts";
import { type PanelFigureOptions, panelScene } from "./panel_figure.ts";

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

/**
 * Returns items in rows.
 *
 * @param perRow Items in a row; by default 3 to 6, the more items the more.
 * @throws {RangeError} If `perRow` is not a positive integer.
 */
export function inColumns<T>(
  items: readonly T[],
  perRow: number = Math.min(
    items.length,
    Math.min(6, Math.max(3, Math.ceil(Math.sqrt(items.length)))),
  ),
): T[][] {
  if (items.length > 0 && !(Number.isInteger(perRow) && perRow > 0)) {
    throw new RangeError(
      `Cannot draw panels as perRow must be a positive integer: current value is ${perRow}`,
    );
  }
  const rows: T[][] = [];
  for (let i = 0; i < items.length; i += perRow) {
    rows.push(items.slice(i, i + perRow));
  }
  return rows;
}
