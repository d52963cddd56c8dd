import {
  type DecodedPixels,
  type Pixels,
  platform,
  withoutAlpha,
} from "../../platform/mod.ts";
import { dataUrl } from "./raster.ts";
import { rasterizeSvg } from "./rasterize_svg.ts";

/** Bytes up to which a still picture is a PNG file. */
const LARGEST_PNG = 50_000;
/** Qualities of a WebP file, each for one that the one before leaves as large. */
const WEBP_QUALITIES = [
  { quality: 80, upTo: 60_000 },
  { quality: 50, upTo: 90_000 },
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
 * not run: a PNG at twice the figure's size, or, where that would be large, a
 * WebP at its own size. A palette of 256 colors takes as many bytes as WebP,
 * and thrice the time to find.
 *
 * @param area The SVG's, in pixels.
 */
export async function stillUrl(svg: string, area: number): Promise<string> {
  const { encode } = await platform();
  if (4 * area <= MOST_SHARP) {
    const pixels = opaque(await rasterizeSvg(svg, 2));
    const png = await encode(pixels, { type: "png" });
    if (png.length <= LARGEST_PNG) return dataUrl("image/png", png);
    return await stillWebp(pixels, 0.5);
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
