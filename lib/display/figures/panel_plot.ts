import type { HeatmapMark, ImageMark } from "../scene/mark.ts";
import type { PicturePlot } from "../scene/plot.ts";
import type { PanelPlace } from "./panel_grid.ts";

/**
 * Returns the plot of a panel.
 *
 * @param scale Index of its map's colour scale.
 * @param opacity Of its map, if it lies over an image.
 */
export function panelPlot(
  { panel, rect }: PanelPlace,
  scale: number,
  opacity: number,
): PicturePlot {
  const { image, map, height, width } = panel;
  const marks: (ImageMark | HeatmapMark)[] = [];
  if (image) marks.push({ kind: "image", image });
  if (map) {
    const over = image && { opacity };
    marks.push({ kind: "heatmap", map, scale, ...over });
  }
  return { kind: "picture", rect, height, width, marks };
}
