import { barBackground, colorAt, cssColor } from "../color/color_ramp.ts";
import type { ColorScale } from "../scene/scene.ts";
import { across, type Canvas, up } from "./canvas.ts";
import type { Json, JsonObject } from "./plotly_figure.ts";

/** Enough that linear steps between them cannot be seen. */
const STOPS = 32;

function colorStops({ ramp, over }: ColorScale): Json {
  return Array.from({ length: STOPS + 1 }, (_, i) => [
    i / STOPS,
    cssColor(colorAt(ramp, i / STOPS, over)),
  ]);
}

function colorBar(
  { bar, ramp, over }: ColorScale,
  canvas: Canvas,
): JsonObject {
  if (bar === undefined) return {};
  const behind = barBackground(ramp, over);
  const upright = bar.height >= bar.width;
  return {
    orientation: upright ? "v" : "h",
    x: across(canvas, bar.x),
    xanchor: "left",
    xpad: 0,
    y: up(canvas, bar.y),
    yanchor: "top",
    ypad: 0,
    lenmode: "pixels",
    len: upright ? bar.height : bar.width,
    thicknessmode: "pixels",
    thickness: upright ? bar.width : bar.height,
    outlinewidth: 0,
    ...(behind && { bgcolor: behind }),
    // The scene's labels have the numbers.
    ticks: "",
    showticklabels: false,
  };
}

/** Returns a color scale with its bar. */
export function colorAxis(scale: ColorScale, canvas: Canvas): JsonObject {
  return {
    colorscale: colorStops(scale),
    cmin: scale.range.low,
    cmax: scale.range.high,
    showscale: scale.bar !== undefined,
    colorbar: colorBar(scale, canvas),
  };
}
