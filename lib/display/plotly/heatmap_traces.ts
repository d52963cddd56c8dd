import { roundValues } from "../data/round_values.ts";
import { cellPlaces } from "../scene/cell_places.ts";
import type { HeatmapMark } from "../scene/mark.ts";
import type { PicturePlot } from "../scene/plot.ts";
import { escapePlotly } from "../text/escape_plotly.ts";
import { hoverText } from "../text/hover_text.ts";
import { colorAxisName } from "./axis_names.ts";
import type { JsonObject } from "./plotly_figure.ts";

/** Returns the trace of a map. */
export function heatmapTraces(
  { map, scale, opacity }: HeatmapMark,
  plot: PicturePlot,
): JsonObject[] {
  const x = cellPlaces(map.width, plot.width);
  const y = cellPlaces(map.height, plot.height);
  return [{
    type: "heatmap",
    name: escapePlotly(map.name),
    z: roundValues(map.values, map.width),
    x0: x.first,
    dx: x.pitch,
    y0: y.first,
    dy: y.pitch,
    coloraxis: colorAxisName(scale),
    hoverongaps: false,
    hovertemplate: `<b>${hoverText(map.name)}</b><br>` +
      `row %{y:.0f}, column %{x:.0f}<br>` +
      `${hoverText(map.meaning)}: <b>%{z:.4~g}</b><extra></extra>`,
    ...(opacity !== undefined && { opacity }),
  }];
}
