import sharp, { type Sharp } from "sharp";
import { dataUrl } from "./raster.ts";
import { type Pixels, rasterizeSvg } from "./rasterize_svg.ts";

/** Bytes up to which a still picture is a PNG file. */
const LARGEST_PNG = 120_000;
/** Pixels up to which a still picture has twice those of the figure each way. */
const MOST_SHARP = 4e6;
/** Pixels up to which a still picture has those of the figure. */
const MOST_PIXELS = 16e6;

/**
 * Returns the data URL of the picture that stands for a figure where scripts do
 * not run: a PNG at twice the figure's size, or, where that would be large, a
 * WebP at its own size. A palette of 256 colors takes as many bytes as WebP,
 * and thrice the time to find.
 *
 * @param area The SVG's, in pixels.
 */
export async function stillUrl(svg: string, area: number): Promise<string> {
  if (4 * area <= MOST_SHARP) {
    const pixels = await rasterizeSvg(svg, 2);
    const png = await opaque(pixels).png().toBuffer();
    if (png.length <= LARGEST_PNG) return dataUrl("image/png", png);
    return await stillWebp(opaque(pixels).resize(Math.round(pixels.width / 2)));
  }
  const scale = Math.min(1, Math.sqrt(MOST_PIXELS / area));
  return await stillWebp(opaque(await rasterizeSvg(svg, scale)));
}

async function stillWebp(picture: Sharp): Promise<string> {
  // More effort saves a hundredth of the bytes, sharper colors take thrice the time.
  const file = await picture.webp({ quality: 85, effort: 0 }).toBuffer();
  return dataUrl("image/webp", file);
}

/** Returns a picture without its opacity. */
function opaque({ data, height, width }: Pixels): Sharp {
  return sharp(data, { raw: { height, width, channels: 4 } }).removeAlpha();
}

/** Returns a PNG file that has every color. */
export async function encodePng(pixels: Pixels): Promise<Uint8Array> {
  return new Uint8Array(
    await opaque(pixels).png({ compressionLevel: 9 }).toBuffer(),
  );
}

/** Returns a WebP file. */
export async function encodeWebp(pixels: Pixels): Promise<Uint8Array> {
  return new Uint8Array(await opaque(pixels).webp({ quality: 90 }).toBuffer());
}
