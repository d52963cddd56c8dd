import { escapeHtml } from "../text/escape_html.ts";
import { svgNumber } from "./svg_number.ts";

/** The attributes of an element; undefined ones are left out. */
export type Attributes = Readonly<
  Record<string, string | number | undefined>
>;

/**
 * Returns an SVG element.
 *
 * @param content What is inside, already SVG.
 */
export function element(
  name: string,
  attributes: Attributes,
  content = "",
): string {
  const written = Object.entries(attributes).map(([key, value]) => {
    if (value === undefined) return "";
    const text = typeof value === "number"
      ? svgNumber(value)
      : escapeHtml(value);
    return ` ${key}="${text}"`;
  });
  return `<${name}${written.join("")}>${content}</${name}>`;
}
