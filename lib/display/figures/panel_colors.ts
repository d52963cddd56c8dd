import type { ColorRamp } from "../color/color_ramp.ts";
import { PALETTE } from "../color/palette.ts";
import type { Heatmap } from "../data/heatmap.ts";
import { mapRange, type RangeOptions } from "../data/map_range.ts";
import type { Rect } from "../scene/plot.ts";
import type { ColorScale, Label } from "../scene/scene.ts";
import { BAR_TICK_SIZE, barTicks } from "../scene/ticks.ts";
import { fitText, textWidth } from "../text/fit_text.ts";
import type { CheckedPanel } from "./panel.ts";
import type { PanelGrid } from "./panel_grid.ts";

/** Pixels that an upright color bar takes, with ticks and title. */
export const BAR_PITCH = 84;

const BAR_GAP = 18;
const BAR_WIDTH = 12;
const TALLEST_BAR = 280;

/** The color scales of a figure. */
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
  const hasRange = [...new Set(groups.values())].filter((g) => g.hasRange);
  return new Map(hasRange.map((group, i) => [
    group,
    { x: right + BAR_GAP + i * BAR_PITCH, y, width: BAR_WIDTH, height },
  ]));
}

/**
 * Returns the colors of panels. A shared group has one bar, that of the maps
 * alone if there are any, as its colors are not mixed with an image's.
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
      const own = share || !group.hasRange ? undefined : bar;
      known.set(scale, scales.length);
      const placed = { ...scale, bar: shared ?? own };
      scales.push(placed);
      if (shared) titles.push(...colorBarTitle(placed, group.meaning));
    }
    indices.set(panel, known.get(scale) ?? 0);
  }
  return { scales, indices, titles };
}

/** Maps that share a range, and so one color bar. */
export interface ScaleGroup {
  /** What the numbers are. */
  readonly meaning: string;
  /** Whether there is anything to tell apart: not where all are zero. */
  readonly hasRange: boolean;
  /** Ramp and range for maps alone, and for maps over an image. */
  readonly alone: ColorScale;
  readonly over: ColorScale;
}

function ramp(map: Heatmap, over: boolean): ColorRamp {
  if (map.signed) return over ? "signedOver" : "signed";
  return over ? "unsignedOver" : "unsigned";
}

function groupOf(
  panels: readonly CheckedPanel[],
  first: Heatmap,
  options: RangeOptions,
): ScaleGroup {
  const maps = panels.flatMap(({ map }) => map ? [map] : []);
  const range = mapRange(maps, options);
  return {
    meaning: first.meaning,
    hasRange: panels.some(({ extent }) => extent?.min || extent?.max),
    alone: { ramp: ramp(first, false), range },
    over: { ramp: ramp(first, true), range },
  };
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
    const first = members[0]?.map;
    if (first === undefined) continue;
    const group = groupOf(members, first, options);
    for (const panel of members) groups.set(panel, group);
  }
  return groups;
}

/** Returns the title to the right of an upright color bar, if there is one. */
export function colorBarTitle(scale: ColorScale, title: string): Label[] {
  const { bar, frame } = scale;
  if (bar === undefined) return [];
  const ticks = barTicks(scale).map(({ text }) =>
    textWidth(text, BAR_TICK_SIZE)
  );
  const text = fitText(title, 12, bar.height);
  return [{
    text,
    x: bar.x + bar.width + Math.max(0, ...ticks) + 16,
    y: bar.y + bar.height / 2,
    size: 12,
    anchor: "middle",
    color: PALETTE.ink,
    angle: 90,
    frame,
    ...(text !== title && { fullText: title }),
  }];
}
