import { toBase64 } from "../../platform/mod.ts";
import { escapeHtml } from "../text/escape.ts";
import { BEYOND_FONT, rasterizeSvg } from "./rasterize_svg.ts";

/** Shown by what stands around it, if at all. */
const INVISIBLE = /[\p{White_Space}\p{Default_Ignorable_Code_Point}]/u;

/** No character, now or ever: what is drawn for it stands for a missing one. */
const NO_CHARACTER = "\ufdd0";

/** Side of the square that a tried character is drawn in, in pixels. */
const CELL = 32;
const COLUMNS = 32;

/**
 * Returns the characters of some texts that no font on this machine has: they
 * would be drawn as boxes that are all alike, or not at all.
 */
export async function missingCharacters(
  texts: readonly string[],
): Promise<ReadonlySet<string>> {
  return await tryCharacters([...beyondFont(texts)]);
}

/** Returns the characters of some texts that the figures' own font has not. */
export function beyondFont(texts: readonly string[]): ReadonlySet<string> {
  return new Set(
    [...texts.join("")]
      .filter((char) => BEYOND_FONT.test(char) && !INVISIBLE.test(char)),
  );
}

/** Draws characters, and returns those of which nothing or a box is to be seen. */
export async function tryCharacters(
  tried: readonly string[],
): Promise<ReadonlySet<string>> {
  if (tried.length === 0) return new Set();
  const [missing, ...drawn] = await drawnCells([NO_CHARACTER, ...tried]);
  return new Set(
    tried.filter((_, i) => drawn[i] === missing || drawn[i] === BLANK),
  );
}

const BLANK = toBase64(new Uint8Array(CELL * CELL));

/** Returns the opacities of every character's pixels, as one text each. */
async function drawnCells(chars: readonly string[]): Promise<string[]> {
  const rows = Math.ceil(chars.length / COLUMNS);
  const cells = chars.map((char, i) => {
    const [x, y] = [
      i % COLUMNS * CELL + 8,
      Math.floor(i / COLUMNS) * CELL + 22,
    ];
    return `<text x="${x}" y="${y}" font-size="16">${escapeHtml(char)}</text>`;
  });
  const { data, width } = await rasterizeSvg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${
      COLUMNS * CELL
    }" height="${rows * CELL}">${cells.join("")}</svg>`,
    1,
  );
  return chars.map((_, i) => {
    const pixels = new Uint8Array(CELL * CELL);
    const start = Math.floor(i / COLUMNS) * CELL * width + i % COLUMNS * CELL;
    for (let at = 0; at < pixels.length; at++) {
      const pixel = start + Math.floor(at / CELL) * width + at % CELL;
      pixels[at] = data[pixel * 4 + 3]!;
    }
    return toBase64(pixels);
  });
}
