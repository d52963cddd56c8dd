import { platform, toBase64 } from "../../platform/mod.ts";
import { colorAt } from "../color/color_ramp.ts";
import type { Heatmap } from "../data/heatmap.ts";
import type { RgbImage } from "../data/rgb_image.ts";
import type { ColorScale } from "../scene/scene.ts";

/** A picture as a data URL, and the size it has there. */
export interface Raster {
  /** `data:image/…;base64,…`. */
  readonly url: string;
  /** Rows. */
  readonly height: number;
  /** Columns. */
  readonly width: number;
  /** The image that it shows to the pixel, if it does. */
  readonly exact?: RgbImage;
}

/** Returns the picture of an image. */
export type ImageDrawer = (image: RgbImage) => Promise<Raster>;

/** Returns a drawer that draws an image once, however often it is asked. */
export function imageRasters(): ImageDrawer {
  const drawn = new Map<RgbImage, Promise<Raster>>();
  return (image) => {
    const raster = drawn.get(image) ?? imageRaster(image);
    drawn.set(image, raster);
    return raster;
  };
}

/** Longer side up to which a picture is kept to the pixel. */
const EXACT_SIDE = 128;
/** Longer side of the largest picture in a figure: twice a panel. */
const LARGEST_SIDE = 512;

/**
 * Returns the picture as a figure holds it: small ones exactly, photographs as
 * JPEG and no larger than a panel can show, which is a tenth of the bytes.
 */
export async function imageRaster(image: RgbImage): Promise<Raster> {
  const { encode } = await platform();
  const { data, height, width } = image;
  const pixels = { data, height, width, channels: 3 } as const;
  const longer = Math.max(height, width);
  if (longer <= EXACT_SIDE) {
    const bytes = await encode(pixels, { type: "png", small: true });
    return {
      url: dataUrl("image/png", bytes),
      height,
      width,
      exact: image,
    };
  }
  const [rows, columns] = [height, width].map((side) =>
    Math.max(1, Math.round(side * Math.min(1, LARGEST_SIDE / longer)))
  ) as [number, number];
  const size = { height: rows, width: columns };
  const bytes = await encode(pixels, { type: "jpeg", quality: 88, ...size });
  return { url: dataUrl("image/jpeg", bytes), ...size };
}

/** Returns a map in the colors of a scale; gaps are transparent. */
export async function heatmapRaster(
  map: Heatmap,
  scale: ColorScale,
): Promise<Raster> {
  const { height, width } = map;
  const { encode } = await platform();
  const bytes = await encode({
    data: heatmapPixels(map, scale),
    height,
    width,
    channels: 4,
  }, { type: "png" });
  return { url: dataUrl("image/png", bytes), height, width };
}

/** Returns red, green, blue and opacity of a map's values, `[height, width, 4]`. */
export function heatmapPixels(
  { values }: Heatmap,
  { ramp, over, range: { low, high } }: ColorScale,
): Uint8Array {
  const steps = Uint8ClampedArray.from(
    Array.from({ length: 256 }, (_, i) => colorAt(ramp, i / 255, over))
      .flatMap(([red, green, blue, opacity]) => [
        red,
        green,
        blue,
        opacity * 255,
      ]),
  );
  const colors = new Uint32Array(steps.buffer);
  const pixels = new Uint32Array(values.length);
  values.forEach((value, i) => {
    if (!Number.isFinite(value)) return;
    const t = Math.min(1, Math.max(0, (value - low) / (high - low)));
    pixels[i] = colors[Math.round(t * 255)]!;
  });
  return new Uint8Array(pixels.buffer);
}

/** Returns the data URL of a file's bytes. */
export function dataUrl(mime: string, bytes: Uint8Array): string {
  return `data:${mime};base64,${toBase64(bytes)}`;
}
