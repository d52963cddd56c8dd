import { PALETTE } from "../color/palette.ts";
import type { ChartPlot, Dash, LineMark, PointSymbol } from "../scene/plot.ts";
import { bandOutline, pointRuns, symbolPitch } from "../scene/point_runs.ts";
import type { Legend } from "../scene/scene.ts";
import { element, placeOn, svgNumber, textElement } from "./element.ts";

const DASHES: { readonly [K in Dash]: string | undefined } = {
  solid: undefined,
  dash: "7 5",
  dot: "2 3",
  dashdot: "7 3 2 3",
  longdash: "10 6",
  longdashdot: "12 4 2 4",
};

/** Returns a line on its band. */
export function lineSvg(mark: LineMark, plot: ChartPlot): string {
  const { x, y, color, dash, symbol, band } = mark;
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
      "stroke-dasharray": DASHES[dash],
    })
  );
  const every = symbolPitch(mark);
  const points = runs.flat().filter((_, i) =>
    i % every === 0 && Number.isFinite(every)
  )
    .map(([x, y]) => symbolSvg(symbol, x, y, color));
  return [...bands, ...lines, ...points].join("");
}

function path(points: readonly (readonly [number, number])[]): string {
  return "M" +
    points.map(([x, y]) => `${svgNumber(x)} ${svgNumber(y)}`).join("L");
}

/** Corners of the symbols, from their middle, one pixel to the side. */
const CORNERS: {
  readonly [K in PointSymbol]: readonly (readonly [number, number])[];
} = {
  circle: [],
  square: [[-1, -1], [1, -1], [1, 1], [-1, 1]],
  diamond: [[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]],
  "triangle-up": [[0, -1.2], [1.25, 1], [-1.25, 1]],
  "triangle-down": [[0, 1.2], [1.25, -1], [-1.25, -1]],
  cross: corners(4, 0.42).map(([x, y]) => [1.3 * x, 1.3 * y]),
  x: corners(4, 0.42).map(([x, y]) => [0.92 * (x - y), 0.92 * (x + y)]),
  star: corners(5, 0.5).map(([x, y]) => [1.4 * x, 1.4 * y]),
};

/** The corners of a star with this many points. */
function corners(points: number, inner: number): [number, number][] {
  return Array.from({ length: 2 * points }, (_, i) => {
    const angle = Math.PI * (i / points - 0.5);
    const radius = i % 2 === 0 ? 1 : inner;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}

function symbolSvg(
  symbol: PointSymbol,
  x: number,
  y: number,
  fill: string,
): string {
  const size = 2.8;
  if (symbol === "circle") {
    return element("circle", { cx: x, cy: y, r: size, fill });
  }
  const points = CORNERS[symbol].map(([dx, dy]): [number, number] => [
    x + size * dx,
    y + size * dy,
  ]);
  return element("path", { d: path(points) + "Z", fill });
}

const PITCH = 19;

/** Returns the list of the lines of a figure. */
export function legendSvg(
  lines: readonly LineMark[],
  { x, y, entry, columns }: Legend,
): string {
  return lines.map(({ shortName, color, dash, symbol }, i) => {
    const left = x + i % columns * entry;
    const middle = y + (Math.floor(i / columns) + 0.5) * PITCH + 5;
    return element("line", {
      x1: left + 5,
      x2: left + 35,
      y1: middle,
      y2: middle,
      stroke: color,
      "stroke-width": 2,
      "stroke-dasharray": DASHES[dash],
    }) + symbolSvg(symbol, left + 20, middle, color) + textElement({
      text: shortName,
      x: left + 42,
      y: middle,
      size: 12,
      anchor: "start",
      color: PALETTE.ink,
    });
  }).join("");
}
