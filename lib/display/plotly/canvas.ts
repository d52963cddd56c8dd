import type { Rect } from "../scene/plot.ts";

/** The whole area of a Plotly figure, in pixels. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  /** Pixels above the scene. */
  readonly top: number;
}

/** Returns a pixel's place from the left as Plotly's part of the width. */
export function across(canvas: Canvas, x: number): number {
  return x / canvas.width;
}

/** Returns a scene's place from the top as Plotly's part of the height. */
export function up(canvas: Canvas, y: number): number {
  return 1 - (y + canvas.top) / canvas.height;
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

/** The names of the axes of the nth plot, in a trace and in the layout. */
export interface AxisNames {
  /** As `trace.xaxis` has it: `x`, `x2`, …. */
  readonly x: string;
  readonly y: string;
  /** As the layout has it: `xaxis`, `xaxis2`, …. */
  readonly layoutX: string;
  readonly layoutY: string;
}

/** Returns the names of the axes of a plot, counted from 0. */
export function axisNames(plot: number): AxisNames {
  const suffix = plot === 0 ? "" : String(plot + 1);
  return {
    x: `x${suffix}`,
    y: `y${suffix}`,
    layoutX: `xaxis${suffix}`,
    layoutY: `yaxis${suffix}`,
  };
}

/** Returns the name of a color scale, counted from 0. */
export function colorAxisName(scale: number): string {
  return scale === 0 ? "coloraxis" : `coloraxis${scale + 1}`;
}
