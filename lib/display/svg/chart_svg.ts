import { colorAt, isDark } from "../color/color_ramp.ts";
import { PALETTE } from "../color/palette.ts";
import { heatmapRaster } from "../raster/raster.ts";
import {
  type Axis,
  barEnd,
  type BarsMark,
  type ChartPlot,
  type MatrixMark,
} from "../scene/plot.ts";
import {
  type ColorScale,
  type Label,
  type Scene,
  shownAtStart,
} from "../scene/scene.ts";
import { element, placeOn, textElement } from "./element.ts";
import { lineSvg } from "./lines_svg.ts";

/** Returns a chart; lines end where the plot does. */
export async function chartSvg(
  plot: ChartPlot,
  scene: Scene,
  id: string,
): Promise<string> {
  const clip = element("clipPath", { id }, element("rect", { ...plot.rect }));
  const marks: string[] = [];
  for (const mark of plot.marks) {
    if (mark.kind === "line") {
      const line = lineSvg(mark, plot);
      marks.push(element("g", { "clip-path": `url(#${id})` }, line));
    } else if (mark.kind === "matrix") {
      marks.push(await matrixSvg(mark, plot, scene.scales[mark.scale]!));
    } else if (shownAtStart(scene, mark.frame)) {
      marks.push(barsSvg(mark, plot));
    }
  }
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
      tickText(plot.x, {
        text,
        x,
        y: bottom + 12,
        anchor: plot.x.angle === 0 ? "middle" : "end",
      });
  });
  const rows = plot.y.ticks.map(({ value, text }) => {
    const y = place.y(value);
    return (plot.y.grid
      ? gridLine({ x1: left, x2: right, y1: y, y2: y }, value)
      : "") +
      tickText(plot.y, { text, x: left - 6, y, anchor: "end" });
  });
  return [...columns, ...rows].join("");
}

function tickText(
  { color, angle }: Axis,
  place: Pick<Label, "text" | "x" | "y" | "anchor">,
): string {
  return color ? textElement({ ...place, size: 11, color, angle }) : "";
}

/** Returns horizontal bars with their whiskers and texts. */
function barsSvg(mark: BarsMark, plot: ChartPlot): string {
  const { values, colors, texts, intervals } = mark;
  const place = placeOn(plot);
  const zero = place.x(0);
  const height = 0.72 * Math.abs(place.y(1) - place.y(0));
  return values.map((value, i) => {
    const end = place.x(value);
    const textEnd = place.x(barEnd(mark, i));
    const y = place.y(i);
    return element("rect", {
      x: Math.min(zero, end),
      y: y - height / 2,
      width: Math.abs(end - zero),
      height,
      fill: colors[i],
    }) + whisker(intervals[i], place.x, y, height / 4) + textElement({
      text: texts[i] ?? "",
      x: value < 0 ? textEnd - 4 : textEnd + 4,
      y,
      size: 11,
      anchor: value < 0 ? "end" : "start",
      color: PALETTE.ink,
    });
  }).join("");
}

/** Returns an interval as a line with ends; nothing where it is not finite. */
function whisker(
  interval: BarsMark["intervals"][number],
  place: (value: number) => number,
  y: number,
  half: number,
): string {
  const [from, to] = [
    place(interval?.low ?? NaN),
    place(interval?.high ?? NaN),
  ];
  if (!Number.isFinite(from) || !Number.isFinite(to)) return "";
  const line = (x1: number, y1: number, x2: number, y2: number) =>
    element("line", { x1, y1, x2, y2, stroke: PALETTE.ink });
  return line(from, y, to, y) + line(from, y - half, from, y + half) +
    line(to, y - half, to, y + half);
}

/** Returns the cells of a matrix, and what is written in them. */
async function matrixSvg(
  { map, texts }: MatrixMark,
  plot: ChartPlot,
  scale: ColorScale,
): Promise<string> {
  const { low, high } = scale.range;
  const place = placeOn(plot);
  const written = texts.map((text, i) => {
    const value = map.values[i]!;
    const part = Number.isFinite(value) ? (value - low) / (high - low) : 0.5;
    return textElement({
      text,
      x: place.x(i % map.width),
      y: place.y(Math.floor(i / map.width)),
      size: 11,
      anchor: "middle",
      color: isDark(colorAt(scale.ramp, part)) ? PALETTE.paper : PALETTE.ink,
    });
  });
  return element("rect", { ...plot.rect, fill: PALETTE.gap }) +
    element("image", {
      ...plot.rect,
      preserveAspectRatio: "none",
      "image-rendering": "optimizeSpeed",
      href: (await heatmapRaster(map, scale)).url,
    }) + written.join("");
}
