import { PALETTE } from "../color/palette.ts";
import type { ChartPlot } from "../scene/plot.ts";
import { element } from "./element.ts";
import { placeOn } from "./place_on.ts";
import { textElement } from "./text_element.ts";

function gridLine(
  at: { x1: number; x2: number; y1: number; y2: number },
  value: number,
): string {
  const stroke = value === 0 ? PALETTE.line : PALETTE.grid;
  return element("line", { ...at, stroke });
}

/** Returns the grid and the tick labels of a chart. */
export function axesSvg(plot: ChartPlot): string {
  const { x: left, y: top, width, height } = plot.rect;
  const [right, bottom] = [left + width, top + height];
  const place = placeOn(plot);
  const columns = plot.x.ticks.map(({ value, text }) => {
    const x = place.x(value);
    return (plot.x.grid
      ? gridLine({ x1: x, x2: x, y1: top, y2: bottom }, value)
      : "") +
      textElement({
        text,
        x,
        y: bottom + 12,
        size: 11,
        anchor: plot.x.angle === 0 ? "middle" : "end",
        angle: plot.x.angle,
        color: plot.x.color,
      });
  });
  const rows = plot.y.ticks.map(({ value, text }) => {
    const y = place.y(value);
    return (plot.y.grid
      ? gridLine({ x1: left, x2: right, y1: y, y2: y }, value)
      : "") +
      textElement({
        text,
        x: left - 6,
        y,
        size: 11,
        anchor: "end",
        color: plot.y.color,
      });
  });
  return [...columns, ...rows].join("");
}
