import { PALETTE } from "../color/palette.ts";
import type { Axis, ChartPlot, PicturePlot } from "../scene/plot.ts";
import { escapePlotly } from "../text/escape.ts";
import { axisNames, type Canvas, domains } from "./canvas.ts";
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
    tickfont: { size: 11, color: axis.color ?? "rgba(0,0,0,0)" },
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

const BARE: JsonObject = {
  showgrid: false,
  zeroline: false,
  showticklabels: false,
  ticks: "",
  showline: true,
  mirror: true,
  linecolor: PALETTE.line,
  linewidth: 1,
  constrain: "domain",
};

/** Whether the plot's place gives every pixel a square. */
function isSquare({ rect, height, width }: PicturePlot): boolean {
  const ratio = (rect.width / width) / (rect.height / height);
  return Math.abs(ratio - 1) < 0.02;
}

/**
 * Returns the axes of a plot of pixels: rows from the top, square pixels.
 *
 * @param leader The first plot with pixels like these: zooming into one zooms
 * into all of them.
 */
export function pictureAxes(
  plot: PicturePlot,
  index: number,
  leader: number,
  canvas: Canvas,
): JsonObject {
  const names = axisNames(index);
  const first = axisNames(leader);
  const domain = domains(canvas, plot.rect);
  const follows = index === leader ? undefined : first;
  return {
    [names.layoutX]: {
      ...BARE,
      domain: domain.x,
      anchor: names.y,
      range: [-0.5, plot.width - 0.5],
      ...(follows && { matches: follows.x }),
    },
    [names.layoutY]: {
      ...BARE,
      domain: domain.y,
      anchor: names.x,
      range: [plot.height - 0.5, -0.5],
      ...(follows
        ? { matches: follows.y }
        : isSquare(plot) && { scaleanchor: names.x }),
    },
  };
}

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
