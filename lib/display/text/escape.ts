import { fitText } from "./fit_text.ts";

// deno-lint-ignore no-control-regex -- control characters are what it removes
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]+/g;

/** What turns the order of the characters around, beyond the text's end too. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * Returns the text without control characters, on one line and in its own
 * order: what neither XML, nor a terminal, nor a figure's label can take.
 * Unpaired surrogates become U+FFFD.
 */
export function printable(text: string): string {
  return text.replace(CONTROL, " ").replace(TURNING, "").toWellFormed();
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Returns the HTML or XML that shows this text, in an element or attribute. */
export function escapeHtml(text: string): string {
  return printable(text).replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}

/**
 * Returns the Plotly text that shows this text as it is.
 *
 * Plotly takes tags and entities in every text, `%{name}` in hover texts and
 * titles as a variable, and `$…$` as mathematics. It resolves entities last
 * and once, so an entity for each of these characters is inert.
 */
export function escapePlotly(text: string): string {
  return printable(text).replace(
    /[&<>"'%$]/g,
    (char) => `&#${char.charCodeAt(0)};`,
  );
}

/** Pixels that a line of a hover label takes at most. */
const WIDEST = 460;

/** Returns the Plotly text that shows this text, or its ends, on hover. */
export function hoverText(text: string): string {
  return escapePlotly(fitText(text, 12, WIDEST, 600));
}
