import sharp from "sharp";
import { checkSize } from "../data/check_size.ts";
import type { RgbImage } from "../data/rgb_image.ts";
import { dataUrl } from "./data_url.ts";
import type { Raster } from "./raster.ts";

/** Longer side up to which a picture is kept to the pixel. */
const EXACT_SIDE = 128;
/** Longer side of the largest picture in a figure: twice a panel. */
const LARGEST_SIDE = 512;

/**
 * Returns the picture as a figure holds it: small ones exactly, photographs as
 * JPEG and no larger than a panel can show, which is a tenth of the bytes.
 *
 * @throws {TypeError} If the number of bytes does not fit the size.
 * @throws {RangeError} If a side is not a positive integer.
 */
export async function imageRaster(image: RgbImage): Promise<Raster> {
  const { data, height, width } = image;
  checkSize("image", image, data.length, 3);
  const picture = sharp(data, { raw: { height, width, channels: 3 } });
  if (Math.max(height, width) <= EXACT_SIDE) {
    const bytes = await picture.png({ compressionLevel: 9 }).toBuffer();
    return { url: dataUrl("image/png", bytes), height, width };
  }
  const { data: bytes, info } = await picture
    .resize(LARGEST_SIDE, LARGEST_SIDE, {
      fit: "inside",
      withoutEnlargement: true,
    })
    .jpeg({ quality: 88, chromaSubsampling: "4:4:4" })
    .toBuffer({ resolveWithObject: true });
  const url = dataUrl("image/jpeg", bytes);
  return { url, height: info.height, width: info.width };
}
