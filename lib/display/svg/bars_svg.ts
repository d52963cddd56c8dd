import { PALETTE } from "../color/palette.ts";
import type { BarsMark } from "../scene/mark.ts";
import type { ChartPlot } from "../scene/plot.ts";
import { element } from "./element.ts";
import { placeOn } from "./place_on.ts";
import { textElement } from "./text_element.ts";

/** Returns horizontal bars with their texts. */
export function barsSvg({ values, texts }: BarsMark, plot: ChartPlot): string {
  const place = placeOn(plot);
  const zero = place.x(0);
  const height = 0.72 * Math.abs(place.y(1) - place.y(0));
  return values.map((value, i) => {
    const end = place.x(value);
    const y = place.y(i);
    return element("rect", {
      x: Math.min(zero, end),
      y: y - height / 2,
      width: Math.abs(end - zero),
      height,
      fill: value < 0 ? PALETTE.negative : PALETTE.positive,
    }) + textElement({
      text: texts[i] ?? "",
      x: value < 0 ? end - 4 : end + 4,
      y,
      size: 11,
      anchor: value < 0 ? "end" : "start",
      color: PALETTE.ink,
    });
  }).join("");
}
