import type { OpacityControl } from "../scene/control.ts";
import type { Scene } from "../scene/scene.ts";
import type { Canvas } from "./canvas.ts";
import type { JsonObject } from "./plotly_figure.ts";
import { slider } from "./slider.ts";

const STEPS = 10;

/**
 * Returns the slider that sets the opacity of the maps over pictures.
 *
 * @param overlays Indices of their traces.
 */
export function opacitySlider(
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
