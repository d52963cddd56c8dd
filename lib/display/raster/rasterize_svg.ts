import { type DecodedPixels, platform } from "../../platform/mod.ts";

/** What the figures' own font may lack: all but Latin, Greek, Cyrillic, signs. */
export const BEYOND_FONT =
  /[^ -~\u00a0-\u00ac\u00ae-\u0148\u014a-\u01c3\u01c5-\u0254\u0256-\u027b\u038e-\u03a1\u03a3-\u03d7\u03fc-\u0479\u0480-\u049d\u04a0-\u04ff\u2010-\u2027\u202f-\u2055\u2190-\u2199\u2202\u2206\u220f\u2211\u2212\u221a\u221e\u222b\u2248\u2260\u2264\u2265]/;

/**
 * Returns the pixels of an SVG text, drawn with the Inter font on any machine.
 * Scripts that Inter lacks are drawn with the machine's fonts, if it has some. In
 * a page all is drawn with the reader's fonts.
 *
 * @param scale Pixels for each unit of the SVG.
 */
export async function rasterizeSvg(
  svg: string,
  scale: number,
): Promise<DecodedPixels> {
  const { rasterize } = await platform();
  return await rasterize(svg, scale, BEYOND_FONT.test(svg));
}
