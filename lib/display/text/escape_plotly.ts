import { printable } from "./printable.ts";

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
