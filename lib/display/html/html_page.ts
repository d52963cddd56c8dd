import style from "./page_style.css" with { type: "text" };
import {
  callback,
  checkOptions,
  checkValue,
  objectWith,
  type OptionRequirements,
  type Requirement,
} from "../../options/mod.ts";
import { escapeHtml } from "../text/escape.ts";
import { libraryHtml } from "./library_html.ts";

/** Nothing but what the page itself holds: it opens offline, and stays so. */
const POLICY = "default-src 'none'; script-src 'unsafe-inline'; " +
  "style-src 'unsafe-inline'; img-src data: blob:";

/**
 * Returns one stand-alone HTML page with figures and texts. It holds plotly.js
 * (about 640 kB, once) and asks the network for nothing.
 *
 * @param title Plain text, the page's heading.
 * @param sections What follows, in order.
 * @returns The page, to be written to a file.
 * @throws {TypeError} If a part of it is of another type.
 *
 * @example A page of one figure
 * ```ts
 * import { barFigure, htmlPage } from "fullgrad/display";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const figure = barFigure([{ name: "input", value: 0.4 }], {
 *   title: "Shares",
 *   meaning: "share of the logit",
 * });
 * const page = await htmlPage("One image", [{ text: "Its shares.", figure }]);
 * assertStringIncludes(page, "<h1>One image</h1>");
 * ```
 */
export async function htmlPage(
  title: string,
  sections: readonly PageSection[],
): Promise<string> {
  checkValue("write a page", "title", title, STRING);
  const content = await sectionsHtml("write a page", sections);
  const { html } = await libraryHtml("embedded");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${content}</main>
${html}
</body>
</html>
`;
}

/** What a page draws: a {@linkcode Figure} is one. */
export interface PageFigure {
  /** Returns its HTML, a part of a page that holds plotly.js. */
  toFragment(): Promise<string>;
  /** Returns it in words and numbers. */
  toString(): string;
}

/** A part of a page: any of a heading, paragraphs and a figure, in this order. */
export interface PageSection {
  /** Plain text. */
  readonly heading?: string;
  /** Paragraphs of plain text. */
  readonly text?: string | readonly string[];
  /** Drawn below the text. */
  readonly figure?: PageFigure;
}

/** Returns plain texts as paragraphs of HTML. */
export function paragraphs(text: string | readonly string[] = []): string {
  return [text].flat().map((line) => `<p>${escapeHtml(line)}</p>\n`).join("");
}

const STRING: Requirement = {
  expected: "a string",
  isType: (value) => typeof value === "string",
};

const SECTION: OptionRequirements<PageSection> = {
  heading: STRING,
  text: {
    expected: "a string or a list of strings",
    isType: (value) => [value].flat().every(STRING.isType),
  },
  figure: objectWith("a figure", { toFragment: callback, toString: callback }),
};

/**
 * Returns the parts of a page as HTML.
 *
 * @param action What cannot be done without them.
 * @throws {TypeError} If they are no list of parts.
 */
export async function sectionsHtml(
  action: string,
  sections: readonly PageSection[],
): Promise<string> {
  checkValue(action, "sections", sections, {
    expected: "a list of parts such as { heading, text, figure }",
    isType: Array.isArray,
  });
  const parts: string[] = [];
  for (const section of sections) {
    checkOptions(action, section, SECTION);
    parts.push(await sectionHtml(section));
  }
  return parts.join("");
}

/** Browsers indent figures; a page's own style has the last word. */
const MARGINS = ' style="margin-inline:0"';

async function sectionHtml(section: PageSection): Promise<string> {
  const { heading, text, figure } = section;
  return (heading === undefined ? "" : `<h2>${escapeHtml(heading)}</h2>\n`) +
    paragraphs(text) +
    (figure ? `<figure${MARGINS}>${await figure.toFragment()}</figure>\n` : "");
}
