import { PALETTE } from "../color/palette.ts";
import { heatmapRaster } from "../raster/heatmap_raster.ts";
import { imageRaster } from "../raster/image_raster.ts";
import type { HeatmapMark, ImageMark } from "../scene/mark.ts";
import type { PicturePlot } from "../scene/plot.ts";
import type { Scene } from "../scene/scene.ts";
import { shownAtStart } from "../scene/shown_at_start.ts";
import { element } from "./element.ts";

/** Returns a mark's pixels, as sharp squares where they are enlarged. */
async function pixels(
  mark: ImageMark | HeatmapMark,
  { rect }: PicturePlot,
  scene: Scene,
): Promise<string> {
  const scale = mark.kind === "heatmap" ? scene.scales[mark.scale] : undefined;
  const raster = mark.kind === "image"
    ? await imageRaster(mark.image)
    : scale && await heatmapRaster(mark.map, scale);
  if (raster === undefined) return "";
  const enlarged = raster.width < rect.width;
  return element("image", {
    x: rect.x,
    y: rect.y,
    width: rect.width,
    height: rect.height,
    preserveAspectRatio: "none",
    style: enlarged ? "image-rendering:optimizeSpeed" : undefined,
    opacity: mark.kind === "heatmap" ? mark.opacity : undefined,
    href: raster.url,
  });
}

/** Returns a plot of pixels in its frame. */
export async function pictureSvg(
  plot: PicturePlot,
  scene: Scene,
): Promise<string> {
  const { x, y, width, height } = plot.rect;
  const parts = [
    element("rect", { x, y, width, height, fill: PALETTE.gap }),
  ];
  for (const mark of plot.marks) {
    if (mark.kind === "heatmap" && !shownAtStart(scene, mark.frame)) continue;
    parts.push(await pixels(mark, plot, scene));
  }
  const frame = { x, y, width, height, fill: "none", stroke: PALETTE.line };
  parts.push(element("rect", frame));
  return parts.join("");
}
