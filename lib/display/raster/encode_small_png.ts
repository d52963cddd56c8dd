import sharp from "sharp";
import type { Pixels } from "./rasterize_svg.ts";

/**
 * Returns a PNG file of 256 colours: a third of the bytes, for pictures of
 * which a notebook holds many.
 */
export async function encodeSmallPng(pixels: Pixels): Promise<Uint8Array> {
  const { data, height, width } = pixels;
  const image = sharp(data, { raw: { height, width, channels: 4 } });
  return new Uint8Array(
    await image.removeAlpha().png({ palette: true, effort: 4, dither: 0.4 })
      .toBuffer(),
  );
}
