import type { Layer } from "../layer.ts";
import type { LayerFigureOptions } from "./layer_options.ts";
import type { Scene } from "../scene/scene.ts";
import { formatShare } from "../text/format_share.ts";
import { inColumns } from "./in_columns.ts";
import { panelScene } from "./panel_scene.ts";

/** Returns the scene of all layers side by side. */
export function layerStill(
  layers: readonly Layer[],
  options: LayerFigureOptions,
): Scene {
  const { title, subtitle, image, opacity, start, quantile } = options;
  const panels = layers.map(({ map, share, note }) => ({
    title: share === undefined
      ? map.name
      : `${map.name} · ${formatShare(share)}`,
    note,
    image,
    map,
  }));
  return panelScene(inColumns(panels, Math.min(6, panels.length)), {
    title,
    subtitle,
    opacity,
    start,
    quantile,
    range: "each",
    size: layers.length > 6 ? 140 : undefined,
  });
}
