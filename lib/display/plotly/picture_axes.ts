import { PALETTE } from "../color/palette.ts";
import type { PicturePlot } from "../scene/plot.ts";
import { axisNames } from "./axis_names.ts";
import { type Canvas, domains } from "./canvas.ts";
import type { JsonObject } from "./plotly_figure.ts";

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
