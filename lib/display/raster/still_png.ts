import { encodePng } from "./encode_png.ts";
import { encodeSmallPng } from "./encode_small_png.ts";
import { rasterizeSvg } from "./rasterize_svg.ts";

/** Bytes up to which a still picture in a notebook is kept sharp. */
const LARGEST_SHARP = 120_000;

/**
 * Returns the PNG file that stands for a figure where scripts do not run: at
 * twice the figure's size, if need be in fewer colours, or, where that would
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
