import { imageRaster } from "../raster/image_raster.ts";
import { cellPlaces } from "../scene/cell_places.ts";
import type { ImageMark } from "../scene/mark.ts";
import type { PicturePlot } from "../scene/plot.ts";
import type { JsonObject } from "./plotly_figure.ts";

/** Returns the trace of a picture. */
export async function imageTraces(
  mark: ImageMark,
  plot: PicturePlot,
): Promise<JsonObject[]> {
  const { url, height, width } = await imageRaster(mark.image);
  const x = cellPlaces(width, plot.width);
  const y = cellPlaces(height, plot.height);
  return [{
    type: "image",
    source: url,
    x0: x.first,
    dx: x.pitch,
    y0: y.first,
    dy: y.pitch,
    // plotly.js 4.1 warns of every pixel that it shows on hover.
    hoverinfo: "skip",
  }];
}
