import { PALETTE } from "../color/palette.ts";
import {
  CONTROL_HEIGHT,
  type FrameControl,
  type OpacityControl,
  type Scene,
} from "../scene/scene.ts";
import { escapePlotly } from "../text/escape.ts";
import { across, type Canvas, colorAxisName, up } from "./canvas.ts";
import type { Json, JsonObject } from "./plotly_figure.ts";

/** What the controls need to know of a trace. */
export interface TraceRole {
  /** The step of the frame control that shows it; undefined for all. */
  readonly frame?: number | undefined;
  /** Whether it covers a picture. */
  readonly overlay: boolean;
}

/** Returns the sliders of a scene's controls, one below the other. */
export function sliders(
  scene: Scene,
  canvas: Canvas,
  roles: readonly TraceRole[],
): JsonObject[] {
  const overlays = roles.flatMap(({ overlay }, i) => overlay ? [i] : []);
  const frames = roles.map(({ frame }) => frame);
  return scene.controls.map((control, row) =>
    control.kind === "opacity"
      ? opacitySlider(control, scene, canvas, row, overlays)
      : frameSlider(control, scene, canvas, row, frames)
  );
}

const STEPS = 10;

/**
 * Returns the slider that sets the opacity of the maps over pictures.
 *
 * @param overlays Indices of their traces.
 */
function opacitySlider(
  { initial }: OpacityControl,
  scene: Scene,
  canvas: Canvas,
  row: number,
  overlays: readonly number[],
): JsonObject {
  return slider(scene, canvas, row, {
    prefix: "Opacity of the map: ",
    active: Math.round(initial * STEPS),
    length: Math.min(scene.width - 32, 300),
    named: true,
    steps: Array.from({ length: STEPS + 1 }, (_, i) => ({
      label: `${i * 100 / STEPS} &#37;`,
      method: "restyle",
      args: [{ opacity: i / STEPS }, overlays],
    })),
  });
}

/** Returns the layout changes that show what belongs to one frame. */
function frameLayout(scene: Scene, frame: number): JsonObject {
  const changes: Record<string, Json> = {};
  scene.labels.forEach((label, i) => {
    if (label.frame === undefined) return;
    changes[`annotations[${i}].visible`] = label.frame === frame;
  });
  scene.scales.forEach((scale, i) => {
    if (scale.frame === undefined) return;
    changes[`${colorAxisName(i)}.showscale`] = scale.frame === frame;
  });
  return changes;
}

/**
 * Returns the slider that steps through a scene's frames.
 *
 * @param traceFrames The frame of every trace; undefined where it is always
 * shown.
 */
function frameSlider(
  { noun, names, initial }: FrameControl,
  scene: Scene,
  canvas: Canvas,
  row: number,
  traceFrames: readonly (number | undefined)[],
): JsonObject {
  return slider(scene, canvas, row, {
    prefix: `${escapePlotly(noun)}: `,
    active: initial,
    length: scene.width - 32,
    // Names of many layers would run into each other.
    named: false,
    steps: names.map((name, frame) => ({
      label: escapePlotly(name),
      method: "update",
      args: [
        { visible: traceFrames.map((of) => of === undefined || of === frame) },
        frameLayout(scene, frame),
      ],
    })),
  });
}

/** One place of a slider: its name and what it changes. */
interface SliderStep {
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
function slider(
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
