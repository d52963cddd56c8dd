import type { Bar } from "./bar.ts";
import { Figure } from "./figure.ts";
import { barScene } from "./figures/bar_scene.ts";

/** Options of {@linkcode barFigure}. */
export interface BarFigureOptions {
  /** Plain text at the top. */
  readonly title: string;
  /** Plain text below the title. */
  readonly subtitle?: string | undefined;
  /** What the lengths of the bars mean, in plain text. */
  readonly meaning: string;
  /**
   * How values are written: as `+12.3 %` of a whole, or as numbers.
   *
   * @default {"share"}
   */
  readonly format?: "share" | "number" | undefined;
}

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
