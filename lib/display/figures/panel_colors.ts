import type { ColorRamp } from "../color/color_ramp.ts";
import {
  type MapRange,
  mapRange,
  type RangeOptions,
} from "../data/map_range.ts";
import type { Rect } from "../scene/plot.ts";
import type { ColorScale, Label } from "../scene/scene.ts";
import { BAR_PITCH, colorBarLabels } from "./color_bar.ts";
import type { CheckedPanel } from "./panel.ts";
import type { PanelGrid } from "./panel_grid.ts";

/** Maps that share a range, and so one color bar. */
export interface ScaleGroup {
  /** What the numbers are. */
  readonly meaning: string;
  /** Whether they may have both signs. */
  readonly signed: boolean;
  /** Whether there is anything to tell apart: not where all are zero. */
  readonly hasRange: boolean;
  /** Colors of maps alone, and of maps over an image. */
  readonly alone: ColorScale;
  readonly over: ColorScale;
}

/**
 * Returns the group of each panel with a map: its own, or, where ranges are
 * shared, that of all maps whose numbers mean the same.
 */
export function panelScales(
  panels: readonly CheckedPanel[],
  share: boolean,
  options: RangeOptions,
): Map<CheckedPanel, ScaleGroup> {
  const kinds = new Map<unknown, CheckedPanel[]>();
  for (const panel of panels) {
    const { map } = panel;
    if (map === undefined) continue;
    const key = share ? `${map.signed} ${map.meaning}` : panel;
    kinds.set(key, [...kinds.get(key) ?? [], panel]);
  }
  const groups = new Map<CheckedPanel, ScaleGroup>();
  for (const members of kinds.values()) {
    const group = groupOf(members, options);
    for (const panel of members) groups.set(panel, group);
  }
  return groups;
}

function groupOf(
  panels: readonly CheckedPanel[],
  options: RangeOptions,
): ScaleGroup {
  const maps = panels.flatMap(({ map }) => map ? [map] : []);
  const first = maps[0]!;
  const range = mapRange(maps, options);
  const colors = { ramp: rampOf(range, options), range };
  return {
    meaning: first.meaning,
    signed: first.signed,
    hasRange: panels.some(({ extent }) => extent?.min || extent?.max),
    alone: { ...colors, over: false },
    over: { ...colors, over: true },
  };
}

/** Returns the colors of a range. */
export function rampOf(
  { diverging }: MapRange,
  { colors = "inferno" }: RangeOptions,
): ColorRamp {
  return diverging ? "signed" : colors;
}

/** The color scales of a figure. */
export interface PanelColors {
  readonly scales: readonly ColorScale[];
  /** The index of each panel's scale. */
  readonly indices: ReadonlyMap<CheckedPanel, number>;
  /** The numbers and titles of the color bars. */
  readonly labels: readonly Label[];
}

/**
 * Returns the colors of panels. A shared group has one bar, that of the maps
 * alone if there are any, as its colors are not mixed with an image's.
 *
 * @param upright Whether the bars are of shared groups, to the right of the
 * grid; otherwise there is one below each map.
 */
export function panelColors(
  groups: ReadonlyMap<CheckedPanel, ScaleGroup>,
  grid: PanelGrid,
  upright: boolean,
): PanelColors {
  const bars = upright ? sharedBars(groups, grid) : new Map<ScaleGroup, Rect>();
  const scales: ColorScale[] = [];
  const labels: Label[] = [];
  const known = new Map<unknown, number>();
  const indices = new Map<CheckedPanel, number>();
  const alone = new Set(
    [...groups].filter(([{ image }]) => !image).map(([, group]) => group),
  );
  for (const { panel, bar: own } of grid.places) {
    const group = groups.get(panel);
    if (group === undefined) continue;
    const colors = panel.image ? group.over : group.alone;
    const key = upright ? colors : panel;
    if (!known.has(key)) {
      const shared = colors === group.alone || !alone.has(group)
        ? bars.get(group)
        : undefined;
      const bar = upright ? shared : group.hasRange ? own : undefined;
      const scale = { ...colors, bar };
      known.set(key, scales.length);
      scales.push(scale);
      labels.push(...colorBarLabels(scale, group.meaning));
    }
    indices.set(panel, known.get(key)!);
  }
  return { scales, indices, labels };
}

const BAR_GAP = 18;
const BAR_WIDTH = 12;
const TALLEST_BAR = 280;

/** Where the upright bars of shared groups lie, to the right of the grid. */
function sharedBars(
  groups: ReadonlyMap<CheckedPanel, ScaleGroup>,
  { lines: [line], right, bottom }: PanelGrid,
): Map<ScaleGroup, Rect> {
  const y = line ? line.y - line.height / 2 : 0;
  const height = Math.max(BAR_WIDTH, Math.min(bottom - y, TALLEST_BAR));
  const withRange = [...new Set(groups.values())].filter((g) => g.hasRange);
  return new Map(withRange.map((group, i) => [
    group,
    { x: right + BAR_GAP + i * BAR_PITCH, y, width: BAR_WIDTH, height },
  ]));
}
