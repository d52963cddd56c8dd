import { PALETTE } from "../color/palette.ts";
import type { Axis, ChartPlot } from "../scene/plot.ts";
import { escapePlotly } from "../text/escape_plotly.ts";
import { axisNames } from "./axis_names.ts";
import { type Canvas, domains } from "./canvas.ts";
import type { JsonObject } from "./plotly_figure.ts";

function chartAxis(axis: Axis): JsonObject {
  return {
    range: axis.range,
    showgrid: axis.grid,
    gridcolor: PALETTE.grid,
    zeroline: axis.grid,
    zerolinecolor: PALETTE.line,
    ticks: "",
    tickangle: axis.angle,
    ticklabelstandoff: 4,
    tickfont: { size: 11, color: axis.color },
    ...(axis.fixedTicks && {
      tickvals: axis.ticks.map(({ value }) => value),
      ticktext: axis.ticks.map(({ text }) => escapePlotly(text)),
    }),
  };
}

/** Returns the two axes of a chart. */
export function chartAxes(
  plot: ChartPlot,
  index: number,
  canvas: Canvas,
): JsonObject {
  const names = axisNames(index);
  const domain = domains(canvas, plot.rect);
  return {
    [names.layoutX]: {
      ...chartAxis(plot.x),
      domain: domain.x,
      anchor: names.y,
    },
    [names.layoutY]: {
      ...chartAxis(plot.y),
      domain: domain.y,
      anchor: names.x,
    },
  };
}
