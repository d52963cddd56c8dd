import { PALETTE } from "../color/palette.ts";
import { axisNames } from "./axis_names.ts";
import type { JsonObject } from "./plotly_figure.ts";

/** Returns the ground of the nth plot, seen where a map has no value. */
export function gapShape(plot: number): JsonObject {
  const { x, y } = axisNames(plot);
  return {
    type: "rect",
    layer: "below",
    xref: `${x} domain`,
    yref: `${y} domain`,
    x0: 0,
    x1: 1,
    y0: 0,
    y1: 1,
    line: { width: 0 },
    fillcolor: PALETTE.gap,
  };
}
