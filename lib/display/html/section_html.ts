import type { Figure } from "../figure.ts";
import { escapeHtml } from "../text/escape_html.ts";

/** A part of a page: any of a heading, paragraphs and a figure, in this order. */
export interface PageSection {
  /** Plain text. */
  readonly heading?: string;
  /** Paragraphs of plain text. */
  readonly text?: string | readonly string[];
  /** Drawn below the text. */
  readonly figure?: Figure;
}

function paragraphs(text: string | readonly string[] = []): string {
  return [text].flat().map((line) => `<p>${escapeHtml(line)}</p>\n`).join("");
}

/** Returns a part of a page as HTML. */
export async function sectionHtml(section: PageSection): Promise<string> {
  const { heading, text, figure } = section;
  return (heading === undefined ? "" : `<h2>${escapeHtml(heading)}</h2>\n`) +
    paragraphs(text) +
    (figure ? `<figure>${await figure.toFragment()}</figure>\n` : "");
}
