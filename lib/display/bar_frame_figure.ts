import type { BarFrame } from "./bar_frame.ts";
import { Figure } from "./figure.ts";
import type { BarFrameOptions } from "./figures/bar_frame_options.ts";
import { barFrameScene } from "./figures/bar_frame_scene.ts";

/**
 * Returns a figure of horizontal bars with a slider that steps through frames,
 * all on the same axis; otherwise as {@linkcode barFigure}.
 *
 * @param frames One or more, with bars of the same names in the same order.
 *
 * @example
 * ```ts
 * import { barFrameFigure } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const figure = barFrameFigure(
 *   [1, 2].map((x) => ({ name: `${x}`, bars: [{ name: "x²", value: x * x }] })),
 *   { title: "A square", meaning: "value", format: "number", noun: "x" },
 * );
 * const { data } = await figure.plotly();
 * assertEquals(data.map(({ visible }) => visible), [true, false]);
 * ```
 *
 * @throws {TypeError} If the bars of two frames have other names.
 * @throws {RangeError} If there is no frame or no bar, a value is not finite, or
 * `initial` is no frame.
 */
export function barFrameFigure(
  frames: readonly BarFrame[],
  options: BarFrameOptions,
): Figure {
  return new Figure(barFrameScene(frames, options));
}
