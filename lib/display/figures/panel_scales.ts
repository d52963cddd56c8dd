import type { ColorRamp } from "../color/color_ramp.ts";
import type { Heatmap } from "../data/heatmap.ts";
import { mapRange, type RangeOptions } from "../data/map_range.ts";
import type { ColorScale } from "../scene/color_scale.ts";
import type { CheckedPanel } from "./checked_panel.ts";

/** Maps that share a range, and so one colour bar. */
export interface ScaleGroup {
  /** What the numbers are. */
  readonly meaning: string;
  /** Whether there is anything to tell apart: not where all are zero. */
  readonly telling: boolean;
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
    telling: panels.some(({ extent }) => extent?.min || extent?.max),
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
