import type { Rect } from "../scene/rect.ts";

/** The whole area of a Plotly figure, in pixels. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
}

/** Returns a pixel's place from the left as Plotly's part of the width. */
export function across(canvas: Canvas, x: number): number {
  return x / canvas.width;
}

/** Returns a pixel's place from the top as Plotly's part of the height. */
export function up(canvas: Canvas, y: number): number {
  return 1 - y / canvas.height;
}

/** Returns the domains of the axes of a plot at this place. */
export function domains(
  canvas: Canvas,
  { x, y, width, height }: Rect,
): { readonly x: [number, number]; readonly y: [number, number] } {
  return {
    x: [across(canvas, x), across(canvas, x + width)],
    y: [up(canvas, y + height), up(canvas, y)],
  };
}
