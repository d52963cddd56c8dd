import { PALETTE } from "../color/palette.ts";
import type { LineMark } from "../scene/mark.ts";
import type { Rect } from "../scene/rect.ts";
import { element } from "./element.ts";
import { textElement } from "./text_element.ts";

const PITCH = 19;

/** Returns the list of the lines of a figure. */
export function legendSvg(
  lines: readonly LineMark[],
  { x, y }: Rect,
): string {
  return lines.map(({ shortName, color, dashed }, i) => {
    const middle = y + (i + 0.5) * PITCH + 5;
    return element("line", {
      x1: x + 5,
      x2: x + 35,
      y1: middle,
      y2: middle,
      stroke: color,
      "stroke-width": 2,
      "stroke-dasharray": dashed ? "7 5" : undefined,
    }) + textElement({
      text: shortName,
      x: x + 42,
      y: middle,
      size: 12,
      anchor: "start",
      color: PALETTE.ink,
    });
  }).join("");
}
