import { imageRaster } from "../raster/raster.ts";
import {
  cellPlaces,
  type HeatmapMark,
  type ImageMark,
  type PicturePlot,
} from "../scene/plot.ts";
import { escapePlotly, hoverText } from "../text/escape.ts";
import { colorAxisName } from "./canvas.ts";
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

/** Returns the trace of a map. */
export function heatmapTraces(
  { map, scale, opacity }: HeatmapMark,
  plot: PicturePlot,
): JsonObject[] {
  const x = cellPlaces(map.width, plot.width);
  const y = cellPlaces(map.height, plot.height);
  return [{
    type: "heatmap",
    name: escapePlotly(map.name),
    z: roundValues(map.values, map.width),
    x0: x.first,
    dx: x.pitch,
    y0: y.first,
    dy: y.pitch,
    coloraxis: colorAxisName(scale),
    hoverongaps: false,
    hovertemplate: `<b>${hoverText(map.name)}</b><br>` +
      `row %{y:.0f}, column %{x:.0f}<br>` +
      `${hoverText(map.meaning)}: <b>%{z:.4~g}</b><extra></extra>`,
    ...(opacity !== undefined && { opacity }),
  }];
}

/**
 * Returns the rows of a map as JSON holds them: rounded to a step of one ten
 * thousandth of the largest magnitude or less (so four digits of the largest
 * value), with `null` for what is not finite.
 *
 * Rounding makes the text of a figure about three times shorter; a color has
 * 256 steps.
 */
export function roundValues(
  values: Float32Array,
  width: number,
): (number | null)[][] {
  let max = 0;
  for (const value of values) {
    const magnitude = Math.abs(value);
    if (magnitude > max && magnitude < Infinity) max = magnitude;
  }
  // Beyond 100 decimals `toFixed` throws; such values are below float32.
  const decimals = max === 0 ? 0 : 3 - Math.floor(Math.log10(max));
  const round = decimals > 0
    ? (value: number) => Number(value.toFixed(decimals))
    : (value: number) => Math.round(value);
  const rows: (number | null)[][] = [];
  for (let start = 0; start < values.length; start += width) {
    rows.push(Array.from(
      values.subarray(start, start + width),
      (value) => Number.isFinite(value) ? round(value) + 0 : null,
    ));
  }
  return rows;
}
