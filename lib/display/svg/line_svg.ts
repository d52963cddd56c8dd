import { bandOutline } from "../scene/band_outline.ts";
import type { LineMark } from "../scene/mark.ts";
import type { ChartPlot } from "../scene/plot.ts";
import { pointRuns } from "../scene/point_runs.ts";
import { element } from "./element.ts";
import { placeOn } from "./place_on.ts";
import { svgNumber } from "./svg_number.ts";

function path(points: readonly (readonly [number, number])[]): string {
  return "M" +
    points.map(([x, y]) => `${svgNumber(x)} ${svgNumber(y)}`).join("L");
}

/** Returns a line on its band. */
export function lineSvg(mark: LineMark, plot: ChartPlot): string {
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
