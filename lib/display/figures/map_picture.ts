import sharp from "sharp";
import {
  checkedLater,
  checkOptions,
  type OptionRequirements,
  within,
} from "../../options/mod.ts";
import { type Heatmap, mapExtent } from "../data/heatmap.ts";
import { mapRange, type RangeOptions } from "../data/map_range.ts";
import { checkImage, type RgbImage } from "../data/rgb_image.ts";
import { heatmapPixels } from "../raster/raster.ts";
import { RANGE } from "./options.ts";
import { rampOf } from "./panel_colors.ts";

/** Options of {@linkcode mapPicture}. */
export interface MapPictureOptions extends RangeOptions {
  /** The image that the map lies over; the map alone without. */
  readonly image?: RgbImage | undefined;
  /**
   * Opacity of the map over the image, 0 to 1.
   *
   * @default {0.9}
   */
  readonly opacity?: number | undefined;
}

const OPTIONS: OptionRequirements<MapPictureOptions> = {
  ...RANGE,
  image: checkedLater,
  opacity: within(0, 1),
};

/**
 * Returns the bytes of a PNG file of a map and nothing else: a pixel for each
 * of its values, or, over an image, for each of the image's.
 *
 * @param map The map; where it has no value the picture is transparent.
 * @param options The image below, and the colors.
 * @returns The file's bytes.
 *
 * @example
 * ```ts
 * import { mapPicture } from "fullgrad/display";
 * import { assertEquals } from "@std/assert";
 *
 * const png = await mapPicture({
 *   name: "a map",
 *   values: new Float32Array([0, 1, 2, 3]),
 *   height: 2,
 *   width: 2,
 *   signed: false,
 *   meaning: "relevance",
 * });
 * assertEquals([...png.subarray(1, 4)], [0x50, 0x4e, 0x47]);
 * ```
 *
 * @throws {TypeError} If values are of another type or number than their size
 * asks for, or an option does not exist or is of another type.
 * @throws {RangeError} If an unsigned map has a value below zero, or an option is
 * none of those allowed.
 */
export async function mapPicture(
  map: Heatmap,
  options: MapPictureOptions = {},
): Promise<Uint8Array> {
  checkOptions("draw a map", options, OPTIONS);
  mapExtent(map);
  const { image, opacity = 0.9 } = options;
  const pixels = heatmapPixels(map, {
    ramp: rampOf(map, options),
    over: image !== undefined,
    range: mapRange([map], options),
  });
  const size = { height: map.height, width: map.width, channels: 4 } as const;
  if (image === undefined) {
    return new Uint8Array(await sharp(pixels, { raw: size }).png().toBuffer());
  }
  checkImage(image);
  for (let i = 3; i < pixels.length; i += 4) pixels[i]! *= opacity;
  const { data, height, width } = image;
  const over = await sharp(pixels, { raw: size })
    .resize(width, height, { kernel: "nearest", fit: "fill" }).png().toBuffer();
  return new Uint8Array(
    await sharp(data, { raw: { height, width, channels: 3 } })
      .composite([{ input: over }]).png().toBuffer(),
  );
}
