import { PALETTE } from "../color/palette.ts";
import type { LineMark } from "../scene/mark.ts";
import type { ChartPlot, Plot } from "../scene/plot.ts";
import type { Scene } from "../scene/scene.ts";
import { shownAtStart } from "../scene/shown_at_start.ts";
import { FONT_FAMILY } from "../text/font_family.ts";
import { axesSvg } from "./axes_svg.ts";
import { barsSvg } from "./bars_svg.ts";
import { colorBarSvg } from "./color_bar_svg.ts";
import { element } from "./element.ts";
import { legendSvg } from "./legend_svg.ts";
import { lineSvg } from "./line_svg.ts";
import { pictureSvg } from "./picture_svg.ts";
import { textElement } from "./text_element.ts";

/** Returns a chart; lines end where the plot does. */
function chartSvg(plot: ChartPlot, scene: Scene, id: string): string {
  const clip = element("clipPath", { id }, element("rect", { ...plot.rect }));
  const marks = plot.marks.map((mark) => {
    if (mark.kind === "line") {
      return element("g", { "clip-path": `url(#${id})` }, lineSvg(mark, plot));
    }
    return shownAtStart(scene, mark.frame) ? barsSvg(mark, plot) : "";
  });
  return clip + axesSvg(plot) + marks.join("");
}

function lines(plots: readonly Plot[]): LineMark[] {
  return plots
    .flatMap((plot) => plot.kind === "chart" ? plot.marks : [])
    .filter((mark) => mark.kind === "line");
}

/** Returns the SVG of a scene, as it is before a reader moves a control. */
export async function sceneSvg(scene: Scene): Promise<string> {
  const { width, height, plots, labels, scales, legend } = scene;
  const parts = [element("rect", { width, height, fill: PALETTE.paper })];
  for (const [i, plot] of plots.entries()) {
    parts.push(
      plot.kind === "picture"
        ? await pictureSvg(plot, scene)
        : chartSvg(plot, scene, `plot${i}`),
    );
  }
  for (const [i, scale] of scales.entries()) {
    if (!shownAtStart(scene, scale.frame)) continue;
    parts.push(colorBarSvg(scale, `scale${i}`));
  }
  if (legend !== undefined) parts.push(legendSvg(lines(plots), legend));
  for (const label of labels) {
    if (shownAtStart(scene, label.frame)) parts.push(textElement(label));
  }
  return element("svg", {
    xmlns: "http://www.w3.org/2000/svg",
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    "font-family": FONT_FAMILY,
  }, parts.join(""));
}
