import { PALETTE } from "../color/palette.ts";
import type { BarsMark, ChartPlot, LineMark, Rect } from "../scene/plot.ts";
import { bandOutline, pointRuns } from "../scene/point_runs.ts";
import { type Scene, shownAtStart } from "../scene/scene.ts";
import { element, svgNumber, textElement } from "./element.ts";

/** Returns a chart; lines end where the plot does. */
export function chartSvg(plot: ChartPlot, scene: Scene, id: string): string {
  const clip = element("clipPath", { id }, element("rect", { ...plot.rect }));
  const marks = plot.marks.map((mark) => {
    if (mark.kind === "line") {
      return element("g", { "clip-path": `url(#${id})` }, lineSvg(mark, plot));
    }
    return shownAtStart(scene, mark.frame) ? barsSvg(mark, plot) : "";
  });
  return clip + axesSvg(plot) + marks.join("");
}

function gridLine(
  at: { x1: number; x2: number; y1: number; y2: number },
  value: number,
): string {
  const stroke = value === 0 ? PALETTE.line : PALETTE.grid;
  return element("line", { ...at, stroke });
}

/** Returns the grid and the tick labels of a chart. */
function axesSvg(plot: ChartPlot): string {
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

/** Returns horizontal bars with their texts. */
function barsSvg({ values, texts }: BarsMark, plot: ChartPlot): string {
  const place = placeOn(plot);
  const zero = place.x(0);
  const height = 0.72 * Math.abs(place.y(1) - place.y(0));
  return values.map((value, i) => {
    const end = place.x(value);
    const y = place.y(i);
    return element("rect", {
      x: Math.min(zero, end),
      y: y - height / 2,
      width: Math.abs(end - zero),
      height,
      fill: value < 0 ? PALETTE.negative : PALETTE.positive,
    }) + textElement({
      text: texts[i] ?? "",
      x: value < 0 ? end - 4 : end + 4,
      y,
      size: 11,
      anchor: value < 0 ? "end" : "start",
      color: PALETTE.ink,
    });
  }).join("");
}

function path(points: readonly (readonly [number, number])[]): string {
  return "M" +
    points.map(([x, y]) => `${svgNumber(x)} ${svgNumber(y)}`).join("L");
}

/** Returns a line on its band. */
function lineSvg(mark: LineMark, plot: ChartPlot): string {
  const { x, y, color, dashed, band } = mark;
  const place = placeOn(plot);
  const toPixels = (points: readonly (readonly [number, number])[]) =>
    points.map(([x, y]): [number, number] => [place.x(x), place.y(y)]);
  const bands = band === undefined
    ? []
    : bandOutline(x, band).map((outline) =>
      element("path", {
        d: path(toPixels(outline)) + "Z",
        fill: color,
        "fill-opacity": 0.16,
      })
    );
  const runs = pointRuns(x, y).map(toPixels);
  const lines = runs.map((run) =>
    element("path", {
      d: path(run),
      fill: "none",
      stroke: color,
      "stroke-width": 2,
      "stroke-dasharray": dashed ? "7 5" : undefined,
    })
  );
  const dots = x.length > 30
    ? []
    : runs.flat().map(([cx, cy]) =>
      element("circle", { cx, cy, r: 2.5, fill: color })
    );
  return [...bands, ...lines, ...dots].join("");
}

const PITCH = 19;

/** Returns the list of the lines of a figure. */
export function legendSvg(
  lines: readonly LineMark[],
  { x, y }: Rect,
): string {
  return lines.map(({ shortName, color, dashed }, i) => {
    const middle = y + (i + 0.5) * PITCH + 5;
    return element("line", {
      x1: x + 5,
      x2: x + 35,
      y1: middle,
      y2: middle,
      stroke: color,
      "stroke-width": 2,
      "stroke-dasharray": dashed ? "7 5" : undefined,
    }) + textElement({
      text: shortName,
      x: x + 42,
      y: middle,
      size: 12,
      anchor: "start",
      color: PALETTE.ink,
    });
  }).join("");
}

/** Returns where the values of a chart's axes lie, in pixels. */
function placeOn({ rect, x, y }: ChartPlot): {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
} {
  const part = (value: number, [from, to]: readonly [number, number]) =>
    (value - from) / (to - from);
  return {
    x: (value) => rect.x + part(value, x.range) * rect.width,
    y: (value) => rect.y + (1 - part(value, y.range)) * rect.height,
  };
}
