import type { FrameControl } from "../scene/control.ts";
import type { Scene } from "../scene/scene.ts";
import { escapePlotly } from "../text/escape_plotly.ts";
import { colorAxisName } from "./axis_names.ts";
import type { Canvas } from "./canvas.ts";
import type { Json, JsonObject } from "./plotly_figure.ts";
import { slider } from "./slider.ts";

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
export function frameSlider(
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
