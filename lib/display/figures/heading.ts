import { PALETTE } from "../color/palette.ts";
import type { Label } from "../scene/scene.ts";
import { textWidth, wrapText } from "../text/fit_text.ts";
import type { FigureOptions } from "./options.ts";

/** Pixels between a figure's edge and what it shows. */
export const MARGIN = 16;

const TITLE = { size: 17, weight: 600, color: PALETTE.ink, most: 2 } as const;
const SUBTITLE = {
  size: 13,
  weight: 400,
  color: PALETTE.faint,
  most: 3,
} as const;

/** Title and subtitle of a figure. */
interface Heading {
  readonly labels: readonly Label[];
  /** Pixels from the top to where the rest of the figure may begin. */
  readonly bottom: number;
}

/** Returns a title, and below it a subtitle, in lines of a figure's width. */
export function heading(
  { title, subtitle = "", bare = false }: FigureOptions,
  width: number,
): Heading {
  if (bare) return { labels: [], bottom: MARGIN };
  const labels: Label[] = [];
  let y = MARGIN;
  for (
    const [text, { most, ...style }] of [[title, TITLE], [
      subtitle,
      SUBTITLE,
    ]] as const
  ) {
    const room = width - 2 * MARGIN;
    // A text of spaces keeps its place.
    const lines = text !== "" && text.trim() === ""
      ? [text]
      : wrapText(text, style.size, room, most, style.weight);
    for (const line of lines) {
      labels.push({
        ...style,
        text: line,
        x: MARGIN,
        y: y + style.size * 0.6,
        anchor: "start",
        ...(line.includes("…") && { fullText: text }),
      });
      y += style.size * (line === lines.at(-1) ? 1.5 : 1.3);
    }
  }
  return { labels, bottom: labels.length > 0 ? y + 8 : MARGIN };
}

/** Returns the pixels that a title and subtitle want, up to `most`. */
export function headingWidth(
  { title, subtitle = "", bare = false }: FigureOptions,
  most: number,
): number {
  if (bare) return 2 * MARGIN;
  const wanted = Math.max(
    textWidth(title, TITLE.size, TITLE.weight),
    textWidth(subtitle, SUBTITLE.size),
  );
  return Math.min(most, Math.ceil(wanted) + 2 * MARGIN);
}
