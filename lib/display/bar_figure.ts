import type { Bar } from "./bar.ts";
import { Figure } from "./figure.ts";
import type { BarFigureOptions } from "./figures/bar_options.ts";
import { barScene } from "./figures/bar_scene.ts";

/**
 * Returns a figure of horizontal bars from zero, the first at the top, red
 * above zero and blue below.
 *
 * @param bars One or more.
 *
 * @example
 * ```ts
 * import { barFigure } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const figure = barFigure(
 *   [{ name: "input", value: 0.75 }, { name: "conv1", value: 0.25 }],
 *   { title: "Shares of the layers", meaning: "share of the logit" },
 * );
 * const { data } = await figure.plotly();
 * assertEquals(data[0]?.x, [0.75, 0.25]);
 * ```
 *
 * @throws {RangeError} If there is no bar, or a value is not finite.
 */
export function barFigure(
  bars: readonly Bar[],
  options: BarFigureOptions,
): Figure {
  return new Figure(barScene(bars, options));
}
