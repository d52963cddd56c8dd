import sharp from "sharp";
import { type Pixels, rasterizeSvg } from "./rasterize_svg.ts";

/** Bytes up to which a still picture in a notebook is kept sharp. */
const LARGEST_SHARP = 120_000;
/** Pixels up to which it is tried. */
const MOST_SHARP = 4e6;
/** Pixels up to which a still picture has those of the figure. */
const MOST_PIXELS = 16e6;

/**
 * Returns the PNG file that stands for a figure where scripts do not run: at
 * twice the figure's size, or, where that would be large, at its own size in
 * fewer colors.
 *
 * @param area The SVG's, in pixels.
 */
export async function stillPng(svg: string, area: number): Promise<Uint8Array> {
  if (4 * area <= MOST_SHARP) {
    const pixels = await rasterizeSvg(svg, 2);
    const png = await encodePng(pixels);
    if (png.length <= LARGEST_SHARP) return png;
    return await encodeSmallPng(pixels, 0.5);
  }
  const scale = Math.min(1, Math.sqrt(MOST_PIXELS / area));
  return await encodeSmallPng(await rasterizeSvg(svg, scale), 1);
}

/** Returns a PNG file that has every color. */
export async function encodePng(pixels: Pixels): Promise<Uint8Array> {
  const { data, height, width } = pixels;
  const image = sharp(data, { raw: { height, width, channels: 4 } });
  return new Uint8Array(
    await image.removeAlpha().png({ compressionLevel: 9 }).toBuffer(),
  );
}

/** Returns a WebP file. */
export async function encodeWebp(pixels: Pixels): Promise<Uint8Array> {
  const { data, height, width } = pixels;
  const image = sharp(data, { raw: { height, width, channels: 4 } });
  return new Uint8Array(
    await image.removeAlpha().webp({ quality: 90 }).toBuffer(),
  );
}

/**
 * Returns a PNG file of 256 colors: a third of the bytes, for pictures of
 * which a notebook holds many.
 */
async function encodeSmallPng(
  { data, height, width }: Pixels,
  scale: number,
): Promise<Uint8Array> {
  const image = sharp(data, { raw: { height, width, channels: 4 } });
  return new Uint8Array(
    await image.removeAlpha()
      .resize(Math.round(width * scale), Math.round(height * scale))
      .png({ palette: true, effort: 1, dither: 0.4 })
      .toBuffer(),
  );
}
