import sharp from "sharp";
import type { Pixels } from "./rasterize_svg.ts";

/** Returns a PNG file that has every colour. */
export async function encodePng(pixels: Pixels): Promise<Uint8Array> {
  const { data, height, width } = pixels;
  const image = sharp(data, { raw: { height, width, channels: 4 } });
  return new Uint8Array(
    await image.removeAlpha().png({ compressionLevel: 9 }).toBuffer(),
  );
}
