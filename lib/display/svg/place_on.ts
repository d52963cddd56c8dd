import type { ChartPlot } from "../scene/plot.ts";

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
