import type { Curve } from "./curve.ts";
import { Figure } from "./figure.ts";
import type { CurveFigureOptions } from "./figures/curve_options.ts";
import { curveScene } from "./figures/curve_scene.ts";

/**
 * Returns a figure of lines with the intervals around them and a legend, in
 * which a click hides a line.
 *
 * @param curves One or more.
 *
 * @example
 * ```ts
 * import { curveFigure } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const figure = curveFigure(
 *   [{ name: "FullGrad", x: [0, 1, 2], y: [1, 0.5, 0.25] }],
 *   { title: "Pixel perturbation", x: "pixels removed", y: "probability" },
 * );
 * assertEquals((await figure.plotly()).data[0]?.name, "FullGrad");
 * ```
 *
 * @throws {TypeError} If a curve's numbers of places and values differ.
 * @throws {RangeError} If there is no curve or no finite point.
 */
export function curveFigure(
  curves: readonly Curve[],
  options: CurveFigureOptions,
): Figure {
  return new Figure(curveScene(curves, options));
}
