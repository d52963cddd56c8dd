import type { ColorScale } from "../scene/color_scale.ts";
import type { Label } from "../scene/label.ts";
import type { Rect } from "../scene/rect.ts";
import type { CheckedPanel } from "./checked_panel.ts";
import { colorBarTitle } from "./color_bar_title.ts";
import type { PanelGrid } from "./panel_grid.ts";
import type { ScaleGroup } from "./panel_scales.ts";

/** Pixels that an upright colour bar takes, with ticks and title. */
export const BAR_PITCH = 84;

const BAR_GAP = 18;
const BAR_WIDTH = 12;
const TALLEST_BAR = 280;

/** The colour scales of a figure. */
export interface PanelColors {
  readonly scales: readonly ColorScale[];
  /** The index of each panel's scale. */
  readonly indices: ReadonlyMap<CheckedPanel, number>;
  /** The titles of the shared groups' bars. */
  readonly titles: readonly Label[];
}

/** Where the upright bars of shared groups lie, to the right of the grid. */
function sharedBars(
  groups: ReadonlyMap<CheckedPanel, ScaleGroup>,
  { rows: [row], right, bottom }: PanelGrid,
): Map<ScaleGroup, Rect> {
  const y = row ? row.y - row.height / 2 : 0;
  const height = Math.min(bottom - y, TALLEST_BAR);
  const telling = [...new Set(groups.values())].filter((g) => g.telling);
  return new Map(telling.map((group, i) => [
    group,
    { x: right + BAR_GAP + i * BAR_PITCH, y, width: BAR_WIDTH, height },
  ]));
}

/**
 * Returns the colours of panels. A shared group has one bar, that of the maps
 * alone if there are any, as its colours are not mixed with an image's.
 */
export function panelColors(
  groups: ReadonlyMap<CheckedPanel, ScaleGroup>,
  grid: PanelGrid,
  share: boolean,
): PanelColors {
  const bars = share ? sharedBars(groups, grid) : new Map<ScaleGroup, Rect>();
  const scales: ColorScale[] = [];
  const titles: Label[] = [];
  const known = new Map<ColorScale, number>();
  const indices = new Map<CheckedPanel, number>();
  const alone = new Set(
    [...groups].filter(([{ image }]) => !image).map(([, group]) => group),
  );
  for (const { panel, bar } of grid.places) {
    const group = groups.get(panel);
    if (group === undefined) continue;
    const scale = panel.image ? group.over : group.alone;
    if (!known.has(scale)) {
      const shared = scale === group.alone || !alone.has(group)
        ? bars.get(group)
        : undefined;
      const own = share || !group.telling ? undefined : bar;
      known.set(scale, scales.length);
      const placed = { ...scale, bar: shared ?? own };
      scales.push(placed);
      if (shared) titles.push(...colorBarTitle(placed, group.meaning));
    }
    indices.set(panel, known.get(scale) ?? 0);
  }
  return { scales, indices, titles };
}
