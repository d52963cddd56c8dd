import {
  type DecodedPixels,
  type Pixels,
  platform,
  withoutAlpha,
} from "../../platform/mod.ts";
import { dataUrl } from "./raster.ts";
import { rasterizeSvg } from "./rasterize_svg.ts";

/** Bytes of a PNG file up to which a still picture has the very colors. */
const LARGEST_PNG = 60_000;
/** Qualities of a WebP file, each for one that the one before leaves as large. */
const WEBP_QUALITIES = [
  { quality: 75, upTo: 20_000 },
  { quality: 60, upTo: 40_000 },
  { quality: 45, upTo: 70_000 },
];
/** The quality of what is large with all of them. */
const LAST_QUALITY = 25;
/** Pixels from which on a picture most often is: the last is tried first. */
const LARGE = 2e6;
/** Pixels up to which a still picture has twice those of the figure each way. */
const MOST_SHARP = 4e6;
/** Pixels up to which a still picture has those of the figure. */
const MOST_PIXELS = 16e6;

/**
 * Returns the data URL of the picture that stands for a figure where scripts do
 * not run: with its very colors at twice the figure's size, or, where that would
 * be large, at its own size with colors about the same. Which of the two is known
 * from a PNG file, as the smaller WebP takes much longer of a large picture.
 *
 * @param area The SVG's, in pixels.
 */
export async function stillUrl(svg: string, area: number): Promise<string> {
  const { encode } = await platform();
  if (4 * area <= MOST_SHARP) {
    const pixels = opaque(await rasterizeSvg(svg, 2));
    const png = await encode(pixels, { type: "png" });
    if (png.length > LARGEST_PNG) return await stillWebp(pixels, 0.5);
    const webp = await encode(pixels, { type: "webp", exact: true });
    return dataUrl("image/webp", webp);
  }
  const scale = Math.min(1, Math.sqrt(MOST_PIXELS / area));
  return await stillWebp(opaque(await rasterizeSvg(svg, scale)), 1);
}

async function stillWebp(pixels: Pixels, scale: number): Promise<string> {
  const { encode } = await platform();
  const size = {
    height: Math.round(pixels.height * scale),
    width: Math.round(pixels.width * scale),
  };
  const encoded = (quality: number) =>
    encode(pixels, { type: "webp", quality, ...size });
  // A notebook has many figures, and plotly.js replaces the still.
  const last = size.height * size.width > LARGE
    ? await encoded(LAST_QUALITY)
    : undefined;
  for (const { quality, upTo } of WEBP_QUALITIES) {
    // A better quality takes more bytes yet.
    if (last && last.length > upTo) continue;
    const file = await encoded(quality);
    if (file.length <= upTo) return dataUrl("image/webp", file);
  }
  return dataUrl("image/webp", last ?? await encoded(LAST_QUALITY));
}

/** Returns a picture without its opacity. */
function opaque({ data, height, width }: DecodedPixels): Pixels {
  return { data: withoutAlpha(data), height, width, channels: 3 };
}

/** Returns a PNG file that has every color. */
export async function encodePng(pixels: DecodedPixels): Promise<Uint8Array> {
  const { encode } = await platform();
  return await encode(opaque(pixels), { type: "png", small: true });
}

/** Returns a WebP file. */
export async function encodeWebp(pixels: DecodedPixels): Promise<Uint8Array> {
  const { encode } = await platform();
  return await encode(opaque(pixels), {
    type: "webp",
    quality: 90,
    small: true,
  });
}
