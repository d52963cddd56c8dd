import { textWidth } from "./text_width.ts";

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
