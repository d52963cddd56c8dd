import type { Label } from "../scene/label.ts";
import { escapeHtml } from "../text/escape_html.ts";
import { textWidth } from "../text/text_width.ts";
import { element } from "./element.ts";

/** From the middle of a line of text down to its baseline, in ems. */
const BASELINE = 0.36;

/** Returns the text of a label, on its plate if it has one. */
export function textElement(label: Label): string {
  const { text, x, y, size, anchor, angle } = label;
  const turn = angle ? `rotate(${angle} ${x} ${y})` : undefined;
  const written = element("text", {
    x,
    y: y + BASELINE * size,
    "font-size": size,
    "font-weight": label.weight === 600 ? 600 : undefined,
    "text-anchor": anchor === "start" ? undefined : anchor,
    fill: label.color,
    transform: turn,
  }, escapeHtml(text));
  if (label.plate === undefined) return written;
  const width = textWidth(text, size) + 8;
  const before = { start: 4, middle: width / 2, end: width - 4 }[anchor];
  return element("rect", {
    x: x - before,
    y: y - size * 0.75 - 3,
    width,
    height: size * 1.5 + 6,
    rx: 3,
    fill: label.plate,
    transform: turn,
  }) + written;
}
