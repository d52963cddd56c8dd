import { PALETTE } from "../color/palette.ts";
import type { Label } from "../scene/scene.ts";
import { fitText, textWidth } from "../text/fit_text.ts";

/** Pixels between a figure's edge and what it shows. */
export const MARGIN = 16;

const TITLE = 17;
const SUBTITLE = 13;

/** Title and subtitle of a figure. */
export interface Heading {
  readonly labels: readonly Label[];
  /** Pixels from the top to where the rest of the figure may begin. */
  readonly bottom: number;
}

/** Returns a title, and below it a subtitle, shortened to a figure's width. */
export function heading(
  title: string,
  subtitle: string | undefined,
  width: number,
): Heading {
  const room = width - 2 * MARGIN;
  const labels: Label[] = [];
  let y = MARGIN;
  const add = (text: string, size: number, style: Partial<Label>) => {
    const shown = fitText(text, size, room, style.weight);
    labels.push({
      text: shown,
      x: MARGIN,
      y: y + size * 0.6,
      size,
      anchor: "start",
      color: PALETTE.ink,
      ...(shown !== text && { fullText: text }),
      ...style,
    });
    y += size * 1.5;
  };
  if (title !== "") add(title, TITLE, { weight: 600 });
  if (subtitle) add(subtitle, SUBTITLE, { color: PALETTE.faint });
  return { labels, bottom: labels.length > 0 ? y + 8 : MARGIN };
}

/** Returns the pixels that a title and subtitle want, up to `most`. */
export function headingWidth(
  title: string,
  subtitle: string | undefined,
  most: number,
): number {
  const wanted = Math.max(
    textWidth(title, TITLE, 600),
    textWidth(subtitle ?? "", SUBTITLE),
  );
  return Math.min(most, Math.ceil(wanted) + 2 * MARGIN);
}
