import sharp from "sharp";
import { colorAt } from "../color/color_ramp.ts";
import type { Heatmap } from "../data/heatmap.ts";
import type { ColorScale } from "../scene/color_scale.ts";
import { dataUrl } from "./data_url.ts";
import type { Raster } from "./raster.ts";

/** Returns a map in the colours of a scale; gaps are transparent. */
export async function heatmapRaster(
  { values, height, width }: Heatmap,
  { ramp, range: { low, high } }: ColorScale,
): Promise<Raster> {
  const steps = Array.from({ length: 256 }, (_, i) => colorAt(ramp, i / 255));
  const pixels = new Uint8ClampedArray(values.length * 4);
  values.forEach((value, i) => {
    if (!Number.isFinite(value)) return;
    const t = Math.min(1, Math.max(0, (value - low) / (high - low)));
    const color = steps[Math.round(t * 255)];
    if (color === undefined) return;
    const [red, green, blue, opacity] = color;
    pixels.set([red, green, blue, opacity * 255], i * 4);
  });
  const bytes = await sharp(pixels, { raw: { height, width, channels: 4 } })
    .png().toBuffer();
  return { url: dataUrl("image/png", bytes), height, width };
}
