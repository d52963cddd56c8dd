import type { Heatmap } from "../data/heatmap.ts";
import type { MapRange } from "../data/map_range.ts";
import { scaleValues, valueRows } from "../data/scaled_values.ts";
import type { ImageDrawer, Raster } from "../raster/raster.ts";
import {
  cellPlaces,
  type HeatmapMark,
  type ImageMark,
  type PicturePlot,
} from "../scene/plot.ts";
import { escapePlotly, hoverText } from "../text/escape.ts";
import { colorAxisName } from "./canvas.ts";
import type { Json, JsonObject } from "./plotly_figure.ts";

/** How traces hold what takes most of a figure's room. */
export interface TraceWriter {
  /**
   * Returns what stands for the values of a map.
   *
   * @param colors What its colors span, if numbers do not stand beside them.
   */
  readonly map: (map: Heatmap, colors?: number) => Json;
  /** Returns what stands for a picture. */
  readonly picture: (raster: Raster) => Json;
}

/** Plotly's own form. */
export const PLAIN: TraceWriter = {
  map: ({ values, width }, colors) =>
    valueRows(scaleValues(values, colors), width),
  picture: ({ url }) => url,
};

/** Returns the trace of a picture. */
export async function imageTraces(
  { image }: ImageMark,
  plot: PicturePlot,
  draw: ImageDrawer,
  { picture }: TraceWriter,
): Promise<JsonObject[]> {
  const raster = await draw(image);
  const { height, width } = raster;
  const x = cellPlaces(width, plot.width);
  const y = cellPlaces(height, plot.height);
  return [{
    type: "image",
    source: picture(raster),
    x0: x.first,
    dx: x.pitch,
    y0: y.first,
    dy: y.pitch,
    // plotly.js 4.1 warns of every pixel that it shows on hover.
    hoverinfo: "skip",
  }];
}

/** Returns the trace of a map. */
export function heatmapTraces(
  { map, scale, opacity, link }: HeatmapMark,
  plot: PicturePlot,
  { low, high }: MapRange,
  writer: TraceWriter,
): JsonObject[] {
  const x = cellPlaces(map.width, plot.width);
  const y = cellPlaces(map.height, plot.height);
  return [{
    type: "heatmap",
    name: escapePlotly(map.name),
    z: writer.map(map, high - low),
    x0: x.first,
    dx: x.pitch,
    y0: y.first,
    dy: y.pitch,
    coloraxis: colorAxisName(scale),
    hoverongaps: false,
    // Labels of many maps at once have room for the value alone.
    hovertemplate: link === undefined
      ? `<b>${hoverText(map.name)}</b><br>` +
        `row %{y:.0f}, column %{x:.0f}<br>` +
        `${hoverText(map.meaning)}: <b>%{z:.4~g}</b><extra></extra>`
      : "%{z:.3~g}<extra></extra>",
    ...(opacity !== undefined && { opacity }),
    ...(link !== undefined && { meta: { link } }),
  }];
}
