import type { Scene } from "./scene.ts";

/**
 * Returns whether a part of a scene is shown before a reader moves a control.
 *
 * @param frame The step that shows the part; undefined for all.
 */
export function shownAtStart(scene: Scene, frame: number | undefined): boolean {
  if (frame === undefined) return true;
  const control = scene.controls.find(({ kind }) => kind === "frames");
  return control?.initial === frame;
}
