import { PALETTE } from "../color/palette.ts";
import type { Label, Scene } from "../scene/scene.ts";
import { mapTexts, sceneTexts } from "../scene/texts.ts";
import { printable } from "../text/escape.ts";
import { fitText, textWidth } from "../text/fit_text.ts";

/** Stands for a character that cannot be drawn; every font has it. */
const SUBSTITUTE = "?";

const SIZE = 11;
const LINE = 16;
const MARGIN = 16;
const MOST_LINES = 4;

/** Scripts that the figures' own font lacks, as fonts are named after them. */
const SCRIPTS = [
  "Han",
  "Hiragana",
  "Katakana",
  "Hangul",
  "Arabic",
  "Hebrew",
  "Thai",
  "Devanagari",
  "Bengali",
  "Tamil",
  "Telugu",
  "Gujarati",
  "Gurmukhi",
  "Kannada",
  "Malayalam",
  "Sinhala",
  "Khmer",
  "Lao",
  "Myanmar",
  "Tibetan",
  "Ethiopic",
  "Georgian",
  "Armenian",
].map((name) => ({ name, test: new RegExp(`\\p{Script=${name}}`, "u") }));

/**
 * Returns a scene of which every text can be drawn. Characters without a glyph
 * become question marks, and a note below says which they were: a picture with
 * boxes in place of names would not say that something is wrong with it, nor
 * what.
 *
 * @param missing Returns those characters of some texts that have no glyph.
 */
export async function drawableScene(
  scene: Scene,
  missing: (texts: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<Scene> {
  const texts = sceneTexts(scene).map(printable);
  const chars = await missing(texts);
  if (chars.size === 0) return scene;
  const drawable = mapTexts(
    scene,
    (text) =>
      [...printable(text)].map((char) => chars.has(char) ? SUBSTITUTE : char)
        .join(""),
  );
  const lines = noteLines(texts, chars, scene.width - 2 * MARGIN);
  return {
    ...drawable,
    height: scene.height + lines.length * LINE + MARGIN / 2,
    labels: [
      ...drawable.labels,
      ...lines.map((text, i): Label => ({
        text,
        x: MARGIN,
        y: scene.height + (i + 0.5) * LINE - MARGIN / 2,
        size: SIZE,
        anchor: "start",
        color: PALETTE.faint,
      })),
    ],
  };
}

function noteLines(
  texts: readonly string[],
  missing: ReadonlySet<string>,
  width: number,
): string[] {
  const names = new Set(
    texts.flatMap((text) => {
      const codes = [...text].filter((char) => missing.has(char)).map(codeOf);
      return codes.length === 0 ? [] : [codes.join(" ")];
    }),
  );
  const words = [
    `${SUBSTITUTE} stands for characters that no font here has (${
      scriptsOf(missing)
    }): ${[...names].join("; ")}`,
  ].flatMap((text) => text.split(" "));
  const lines = [""];
  for (const word of words) {
    const line = `${lines.at(-1)} ${word}`.trimStart();
    if (textWidth(line, SIZE) <= width) lines[lines.length - 1] = line;
    else lines.push(fitText(word, SIZE, width));
  }
  if (lines.length <= MOST_LINES) return lines;
  const shown = lines.slice(0, MOST_LINES);
  shown[MOST_LINES - 1] = `${fitText(shown.at(-1)!, SIZE, width - 14)} …`;
  return shown;
}

function codeOf(char: string): string {
  const code = char.codePointAt(0)!.toString(16).toUpperCase();
  return `U+${code.padStart(4, "0")}`;
}

/** Returns which fonts would be needed, in words. */
function scriptsOf(chars: ReadonlySet<string>): string {
  const names = new Set(
    [...chars].map((char) =>
      SCRIPTS.find(({ test }) => test.test(char))?.name ??
        (/\p{Extended_Pictographic}/u.test(char) ? "emoji" : "others")
    ),
  );
  return [...names].join(", ");
}
