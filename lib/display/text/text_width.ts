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
