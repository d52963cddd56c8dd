import { PALETTE } from "../color/palette.ts";
import {
  CONTROL_HEIGHT,
  type FrameControl,
  type OpacityControl,
  type Scene,
} from "../scene/scene.ts";
import { escapePlotly } from "../text/escape.ts";
import { textWidth } from "../text/fit_text.ts";
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
    named: haveRoom(names, scene.width - 32),
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

/** Font size of the names of a slider's places, in pixels. */
const SIZE = 10;
/** Pixels from a figure's edge to the first and the last place of a slider. */
const END = 24;

/** Whether the names of all places of a slider have room side by side. */
function haveRoom(names: readonly string[], length: number): boolean {
  const widths = names.map((name) => textWidth(name, SIZE));
  const pitch = (length - 2 * END) / Math.max(1, names.length - 1);
  return Math.max(...widths) + 4 <= pitch &&
    Math.max(widths[0]!, widths.at(-1)!) <= 2 * END;
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
    /** Whether the places have ticks with their names below. */
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
    ticklen: named ? 3 : 0,
    minorticklen: 0,
    font: { size: SIZE, color: named ? PALETTE.faint : "rgba(0,0,0,0)" },
    currentvalue: {
      prefix,
      xanchor: "left",
      font: { size: 12, color: PALETTE.ink },
      offset: 8,
    },
    steps: steps.map((step) => ({ ...step })),
  };
}
