/** The font of figures; pictures of them are drawn in the first, always. */
export const FONT_FAMILY =
  "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/**
 * Returns the text, or, where it is too wide, its beginning and end around an
 * ellipsis.
 *
 * @param size Font size in pixels.
 * @param width Pixels to fit in.
 * @param weight Of the font.
 */
export function fitText(
  text: string,
  size: number,
  width: number,
  weight: 400 | 600 = 400,
): string {
  if (textWidth(text, size, weight) <= width) return text;
  const chars = [...text];
  for (let kept = chars.length - 1; kept > 0; kept--) {
    const tail = Math.floor(kept / 2);
    const short = chars.slice(0, kept - tail).join("") + "…" +
      chars.slice(chars.length - tail).join("");
    if (textWidth(short, size, weight) <= width) return short;
  }
  return "…";
}

const NARROW = /[iljtfrI.,:;'|!()[\] ·]/;
const WIDE = /[mwMW@%…—]/;
const UPPER = /[A-Z_<>=+×–−#&]/;

/** Width of a character of the figures' fonts, in ems. */
function charWidth(char: string): number {
  if ((char.codePointAt(0) ?? 0) >= 0x2e80) return 1;
  if (NARROW.test(char)) return 0.36;
  if (WIDE.test(char)) return 0.95;
  if (UPPER.test(char)) return 0.74;
  return 0.63;
}

/**
 * Returns about how many pixels wide a text is drawn; rather more than less,
 * as browsers choose among fonts of which some are wide.
 *
 * @param size Font size in pixels.
 * @param weight Of the font.
 */
export function textWidth(
  text: string,
  size: number,
  weight: 400 | 600 = 400,
): number {
  let width = 0;
  for (const char of text) width += charWidth(char);
  return width * size * (weight === 600 ? 1.1 : 1);
}
