import { barBackground, colorAt } from "../color/color_ramp.ts";
import type { ColorScale } from "../scene/scene.ts";
import { element } from "./element.ts";

const STOPS = 32;

function gradient(
  { ramp, over }: ColorScale,
  upright: boolean,
  id: string,
): string {
  const stops = Array.from({ length: STOPS + 1 }, (_, i) => {
    const [red, green, blue, opacity] = colorAt(ramp, i / STOPS, over);
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

/**
 * Returns the color bar of a scale.
 *
 * @param id A name for its gradient, unique in the figure.
 */
export function colorBarSvg(scale: ColorScale, id: string): string {
  const { bar } = scale;
  if (bar === undefined) return "";
  const upright = bar.height >= bar.width;
  const behind = barBackground(scale.ramp, scale.over);
  return gradient(scale, upright, id) +
    (behind ? element("rect", { ...bar, fill: behind }) : "") +
    element("rect", { ...bar, fill: `url(#${id})` });
}
