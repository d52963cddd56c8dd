import type { ChartPlot } from "../scene/plot.ts";
import type { Label } from "../scene/scene.ts";
import { escapeHtml } from "../text/escape.ts";
import { textWidth } from "../text/fit_text.ts";

/** The attributes of an element; undefined ones are left out. */
type Attributes = Readonly<
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

/** Returns a length as SVG has it, to a hundredth. */
export function svgNumber(value: number): string {
  return String(Math.round(value * 100) / 100);
}

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

/** Returns where the values of a chart's axes lie, in pixels. */
export function placeOn({ rect, x, y }: ChartPlot): {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
} {
  const part = (value: number, [from, to]: readonly [number, number]) =>
    (value - from) / (to - from);
  return {
    x: (value) => rect.x + part(value, x.range) * rect.width,
    y: (value) => rect.y + (1 - part(value, y.range)) * rect.height,
  };
}
