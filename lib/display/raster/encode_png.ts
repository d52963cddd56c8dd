import sharp from "sharp";
import { type Pixels, rasterizeSvg } from "./rasterize_svg.ts";

/** Bytes up to which a still picture in a notebook is kept sharp. */
const LARGEST_SHARP = 120_000;

/**
 * Returns the PNG file that stands for a figure where scripts do not run: at
 * twice the figure's size, if need be in fewer colors, or, where that would
 * still be large, at its own size.
 */
export async function stillPng(svg: string): Promise<Uint8Array> {
  const pixels = await rasterizeSvg(svg, 2);
  for (const encode of [encodePng, encodeSmallPng]) {
    const png = await encode(pixels);
    if (png.length <= LARGEST_SHARP) return png;
  }
  return await encodeSmallPng(await rasterizeSvg(svg, 1));
}

/** Returns a PNG file that has every color. */
export async function encodePng(pixels: Pixels): Promise<Uint8Array> {
  const { data, height, width } = pixels;
  const image = sharp(data, { raw: { height, width, channels: 4 } });
  return new Uint8Array(
    await image.removeAlpha().png({ compressionLevel: 9 }).toBuffer(),
  );
}

/**
 * Returns a PNG file of 256 colors: a third of the bytes, for pictures of
 * which a notebook holds many.
 */
async function encodeSmallPng(pixels: Pixels): Promise<Uint8Array> {
  const { data, height, width } = pixels;
  const image = sharp(data, { raw: { height, width, channels: 4 } });
  return new Uint8Array(
    await image.removeAlpha().png({ palette: true, effort: 4, dither: 0.4 })
      .toBuffer(),
  );
}
