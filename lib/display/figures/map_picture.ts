import { platform } from "../../platform/mod.ts";
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
  const range = mapRange([map], options);
  const pixels = heatmapPixels(map, {
    ramp: rampOf(range, options),
    over: image !== undefined,
    range,
  });
  const { encode } = await platform();
  if (image === undefined) {
    const { height, width } = map;
    return await encode(
      { data: pixels, height, width, channels: 4 },
      { type: "png" },
    );
  }
  checkImage(image);
  const { height, width } = image;
  const data = blended(image, pixels, map, opacity);
  return await encode({ data, height, width, channels: 3 }, { type: "png" });
}

/** Returns an image with a map's pixels over it, each as large as its cell. */
function blended(
  { data, height, width }: RgbImage,
  pixels: Uint8Array,
  map: Heatmap,
  opacity: number,
): Uint8Array {
  const result = Uint8Array.from(data);
  for (let y = 0, to = 0; y < height; y++) {
    const row = Math.floor((y + 0.5) * map.height / height);
    for (let x = 0; x < width; x++) {
      const column = Math.floor((x + 0.5) * map.width / width);
      const from = 4 * (row * map.width + column);
      const share = pixels[from + 3]! / 255 * opacity;
      for (let c = 0; c < 3; c++, to++) {
        const below = data[to]!;
        result[to] = Math.round(below + share * (pixels[from + c]! - below));
      }
    }
  }
  return result;
}
