import { PALETTE } from "../color/palette.ts";
import {
  heatmapRaster,
  type ImageDrawer,
  imageRasters,
} from "../raster/raster.ts";
import type {
  HeatmapMark,
  ImageMark,
  LineMark,
  PicturePlot,
  Plot,
} from "../scene/plot.ts";
import { type Scene, shownAtStart } from "../scene/scene.ts";
import { FONT_FAMILY } from "../text/fit_text.ts";
import { chartSvg } from "./chart_svg.ts";
import { colorBarSvg } from "./color_bar_svg.ts";
import { element, textElement } from "./element.ts";
import { legendSvg } from "./lines_svg.ts";

function lines(plots: readonly Plot[]): LineMark[] {
  return plots
    .flatMap((plot) => plot.kind === "chart" ? plot.marks : [])
    .filter((mark) => mark.kind === "line");
}

/** Returns the SVG of a scene, as it is before a reader moves a control. */
export async function sceneSvg(scene: Scene): Promise<string> {
  const { width, height, plots, labels, scales, legend } = scene;
  const parts = [element("rect", { width, height, fill: PALETTE.paper })];
  const draw = imageRasters();
  for (const [i, plot] of plots.entries()) {
    parts.push(
      plot.kind === "picture"
        ? await pictureSvg(plot, scene, draw)
        : await chartSvg(plot, scene, `plot${i}`),
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
  const content = parts.join("");
  return element("svg", {
    xmlns: "http://www.w3.org/2000/svg",
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    "font-family": FONT_FAMILY,
  }, content.includes("image-rendering") ? SHARP + content : content);
}

/**
 * Browsers smooth what is said to be fast; resvg knows no other word for sharp
 * squares, and no media.
 */
const SHARP =
  "<style>@media all{image[image-rendering]{image-rendering:pixelated}}</style>";

/** Returns a mark's pixels, as sharp squares where they are enlarged. */
async function pixels(
  mark: ImageMark | HeatmapMark,
  { rect }: PicturePlot,
  scene: Scene,
  draw: ImageDrawer,
): Promise<string> {
  const scale = mark.kind === "heatmap" ? scene.scales[mark.scale] : undefined;
  const raster = mark.kind === "image"
    ? await draw(mark.image)
    : scale && await heatmapRaster(mark.map, scale);
  if (raster === undefined) return "";
  const enlarged = raster.width < rect.width;
  return element("image", {
    x: rect.x,
    y: rect.y,
    width: rect.width,
    height: rect.height,
    preserveAspectRatio: "none",
    "image-rendering": enlarged ? "optimizeSpeed" : undefined,
    opacity: mark.kind === "heatmap" ? mark.opacity : undefined,
    href: raster.url,
  });
}

/** Returns a plot of pixels in its frame. */
async function pictureSvg(
  plot: PicturePlot,
  scene: Scene,
  draw: ImageDrawer,
): Promise<string> {
  const { x, y, width, height } = plot.rect;
  const parts = [
    element("rect", { x, y, width, height, fill: PALETTE.gap }),
  ];
  for (const mark of plot.marks) {
    if (mark.kind === "heatmap" && !shownAtStart(scene, mark.frame)) continue;
    parts.push(await pixels(mark, plot, scene, draw));
  }
  const frame = { x, y, width, height, fill: "none", stroke: PALETTE.line };
  parts.push(element("rect", frame));
  return parts.join("");
}
