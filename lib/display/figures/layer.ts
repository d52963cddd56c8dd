import { PALETTE } from "../color/palette.ts";
import { type Heatmap, mapExtent, mapNote } from "../data/heatmap.ts";
import type { Label } from "../scene/scene.ts";
import { wrapText } from "../text/fit_text.ts";
import { formatNumber, formatShare } from "../text/format_number.ts";

/** A layer's map and its part of the whole. */
export interface Layer {
  /** Its map; the map's name is the layer's. */
  readonly map: Heatmap;
  /** Its share of the whole, 1 for all of it; may be negative. */
  readonly share?: number | undefined;
  /** More to say, in plain text. */
  readonly note?: string | undefined;
}

/** Returns what is written beside the map of one layer. */
export function layerLabels(
  { map, share, note }: Layer,
  frame: number,
  { x, y, width, of, shareOf }: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly of: number;
    readonly shareOf: string;
  },
): Label[] {
  const extent = mapExtent(map);
  const lines: readonly [string | undefined, Partial<Label>][] = [
    [map.name, { size: 15, weight: 600, color: PALETTE.ink }],
    [
      share === undefined ? undefined : `${formatShare(share)} of ${shareOf}`,
      { size: 13, color: PALETTE.ink },
    ],
    [note, {}],
    [`${frame + 1} of ${of}, ${map.height} × ${map.width}`, {}],
    [`${formatNumber(extent.min)} to ${formatNumber(extent.max)}`, {}],
    [mapNote(map, extent), { color: PALETTE.ink }],
  ];
  let at = y;
  return lines.flatMap(([text, style]) => {
    if (!text) return [];
    const size = style.size ?? 12;
    return wrapText(text, size, width, 3, style.weight).map((line): Label => {
      at += size * 1.6;
      return {
        text: line,
        x,
        y: at - size * 0.8,
        size,
        anchor: "start",
        color: PALETTE.faint,
        frame,
        ...(line.includes("…") && { fullText: text }),
        ...style,
      };
    });
  });
}
