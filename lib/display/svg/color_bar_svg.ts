import { colorAt } from "../color/color_ramp.ts";
import { PALETTE } from "../color/palette.ts";
import type { Rect } from "../scene/plot.ts";
import type { ColorScale, Label } from "../scene/scene.ts";
import { BAR_TICK_SIZE, barTicks } from "../scene/ticks.ts";
import { element, textElement } from "./element.ts";

const STOPS = 32;

function gradient({ ramp }: ColorScale, upright: boolean, id: string): string {
  const stops = Array.from({ length: STOPS + 1 }, (_, i) => {
    const [red, green, blue, opacity] = colorAt(ramp, i / STOPS);
    return element("stop", {
      offset: String(i / STOPS),
      "stop-color": `rgb(${red},${green},${blue})`,
      "stop-opacity": opacity === 1 ? undefined : String(opacity),
    });
  });
  const direction = upright
    ? { x1: 0, y1: 1, x2: 0, y2: 0 }
    : { x1: 0, y1: 0, x2: 1, y2: 0 };
  return element("linearGradient", { id, ...direction }, stops.join(""));
}

/** The ticks of a bar, beside it where it is upright, otherwise below. */
function tickLabels(scale: ColorScale, bar: Rect, upright: boolean): Label[] {
  const { low, high } = scale.range;
  return barTicks(scale).map(({ value, text }) => {
    const part = (value - low) / (high - low);
    const style = { text, size: BAR_TICK_SIZE, color: PALETTE.faint };
    return upright
      ? {
        ...style,
        x: bar.x + bar.width + 5,
        y: bar.y + (1 - part) * bar.height,
        anchor: "start",
      }
      : {
        ...style,
        x: bar.x + part * bar.width,
        y: bar.y + bar.height + 9,
        anchor: "middle",
      };
  });
}

/**
 * Returns the color bar of a scale.
 *
 * @param id A name for its gradient, unique in the figure.
 */
export function colorBarSvg(scale: ColorScale, id: string): string {
  const { bar } = scale;
  if (bar === undefined) return "";
  const upright = bar.height >= bar.width;
  return gradient(scale, upright, id) +
    element("rect", { ...bar, fill: `url(#${id})` }) +
    tickLabels(scale, bar, upright).map(textElement).join("");
}
