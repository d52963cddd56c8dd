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
  const most = Math.floor(width / size / NARROWEST) + 1;
  // No text of more code points fits, and one takes two units at most.
  if (text.length <= 2 * most && textWidth(text, size, weight) <= width) {
    return text;
  }
  const [head, tail] = ends(text, most);
  const shortened = (kept: number) => {
    const after = Math.floor(kept / 2);
    return head.slice(0, kept - after).join("") + "…" +
      tail.slice(tail.length - after).join("");
  };
  // One character more is wider: the most that fit are found by halving.
  let [fits, beyond] = [0, Math.min(most, head.length - 1) + 1];
  while (beyond - fits > 1) {
    const kept = Math.floor((fits + beyond) / 2);
    if (textWidth(shortened(kept), size, weight) <= width) fits = kept;
    else beyond = kept;
  }
  return shortened(fits);
}

/**
 * Returns names that fit: whole, or, where they are too wide, their ends from a
 * separator on, as what contains a layer is named before it; their beginnings and
 * ends where their ends are no names, or do not tell them apart.
 *
 * @param size Font size in pixels.
 * @param widths Pixels that each has.
 */
export function fitNames(
  names: readonly string[],
  size: number,
  widths: readonly number[],
): string[] {
  const fitted = names.map((name, i) => fitText(name, size, widths[i]!));
  const ends = names.map((name, i) =>
    fitted[i] === name ? name : nameEnd(name, size, widths[i]!) ?? fitted[i]!
  );
  const isApart = new Set(ends).size === new Set(names).size;
  return isApart ? ends : fitted;
}

/** The longest end of a layer's name that fits, if one does; others have spaces. */
function nameEnd(
  name: string,
  size: number,
  width: number,
): string | undefined {
  if (/\s/.test(name)) return undefined;
  for (const { index } of name.matchAll(/(?<=[./_])(?=\w)/g)) {
    const end = `…${name.slice(index)}`;
    if (textWidth(end, size) <= width) return end;
  }
  return undefined;
}

/**
 * Returns the lines of a text that is broken between words, and within one that
 * is wider than a line; what does not fit in `most` lines is left out of the
 * middle of the last.
 *
 * @param size Font size in pixels.
 * @param width Pixels to fit in.
 * @param most Lines at most.
 * @param weight Of the font.
 */
export function wrapText(
  text: string,
  size: number,
  width: number,
  most: number,
  weight: 400 | 600 = 400,
): string[] {
  const lines: string[] = [];
  let rest = text.trim();
  const fits = (line: string) => textWidth(line, size, weight) <= width;
  const lastThatFits = (ends: Iterable<number>) => {
    let last = 0;
    for (const end of ends) {
      if (!fits(rest.slice(0, end))) break;
      last = end;
    }
    return last;
  };
  while (lines.length < most - 1 && !fits(rest)) {
    const end = lastThatFits(wordEnds(rest)) ||
      lastThatFits(partEnds(rest)) ||
      lastThatFits(characterEnds(rest));
    if (end === 0) break;
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return rest === "" ? lines : [...lines, fitText(rest, size, width, weight)];
}

/** Where a text may be broken: behind words, and within those of several parts. */
function* wordEnds(text: string): Iterable<number> {
  // What a sign belongs to stays on its line: 95 %, * control.
  for (
    const { index } of text.matchAll(/(?<!\*)\s+(?!%)|(?<=[-/_])(?=\w)/g)
  ) yield index;
}

/** Where a word may be broken if it must: inputTimesGradient. */
function* partEnds(text: string): Iterable<number> {
  for (const { index } of text.matchAll(/(?<=[a-z])(?=[A-Z])/g)) yield index;
}

/** The ends of the characters of a text, as a reader counts them. */
function* characterEnds(text: string): Iterable<number> {
  for (const { index, segment } of GRAPHEMES.segment(text)) {
    yield index + segment.length;
  }
}

const GRAPHEMES = new Intl.Segmenter("en", { granularity: "grapheme" });

/** The first and the last characters, as a reader counts them. */
function ends(
  text: string,
  most: number,
): readonly [head: readonly string[], tail: readonly string[]] {
  const split = (part: string) =>
    Array.from(GRAPHEMES.segment(part), ({ segment }) => segment);
  const units = 16 * most;
  if (text.length <= units) {
    const all = split(text);
    return [all, all];
  }
  // The first of the tail may be what is left of a character.
  return [split(text.slice(0, units)), split(text.slice(-units)).slice(1)];
}

const NARROWEST = 0.36;
const NARROW = /[iljtfrI.,:;'|!()[\] ·]/;
const WIDE = /[mwMW@%…—]/;
const UPPER = /[A-Z_<>=+×–−#&]/;

/** Width of a character of the figures' fonts, in ems. */
function charWidth(char: string): number {
  if ((char.codePointAt(0) ?? 0) >= 0x2e80) return 1;
  if (NARROW.test(char)) return NARROWEST;
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
