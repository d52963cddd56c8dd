import { PALETTE } from "../color/palette.ts";
import { CONTROL_HEIGHT } from "../scene/control.ts";
import type { Scene } from "../scene/scene.ts";
import { across, type Canvas, up } from "./canvas.ts";
import type { Json, JsonObject } from "./plotly_figure.ts";

/** One place of a slider: its name and what it changes. */
export interface SliderStep {
  readonly label: string;
  readonly method: "restyle" | "update";
  readonly args: Json;
}

/**
 * Returns a slider below a scene's drawing.
 *
 * @param row Which of the scene's controls it is, from the top.
 * @param length Pixels.
 */
export function slider(
  scene: Scene,
  canvas: Canvas,
  row: number,
  { prefix, active, steps, length, named }: {
    readonly prefix: string;
    readonly active: number;
    readonly steps: readonly SliderStep[];
    readonly length: number;
    /** Whether the places have their names below. */
    readonly named: boolean;
  },
): JsonObject {
  return {
    active,
    x: across(canvas, 16),
    xanchor: "left",
    y: up(canvas, scene.height + row * CONTROL_HEIGHT),
    yanchor: "top",
    pad: { t: 0, r: 0, b: 0, l: 0 },
    lenmode: "pixels",
    len: length,
    bgcolor: PALETTE.grid,
    bordercolor: PALETTE.line,
    borderwidth: 1,
    tickcolor: PALETTE.line,
    ticklen: 3,
    minorticklen: 0,
    font: { size: 10, color: named ? PALETTE.faint : "rgba(0,0,0,0)" },
    currentvalue: {
      prefix,
      xanchor: "left",
      font: { size: 12, color: PALETTE.ink },
      offset: 8,
    },
    steps: steps.map((step) => ({ ...step })),
  };
}
