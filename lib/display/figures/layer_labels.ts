import { PALETTE } from "../color/palette.ts";
import { mapExtent } from "../data/map_extent.ts";
import { mapRemark } from "../data/map_remark.ts";
import type { Layer } from "../layer.ts";
import type { Label } from "../scene/label.ts";
import { fitText } from "../text/fit_text.ts";
import { formatNumber } from "../text/format_number.ts";
import { formatShare } from "../text/format_share.ts";

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
  const remark = mapRemark(map, extent);
  const lines: readonly [string | undefined, Partial<Label>][] = [
    [map.name, { size: 15, weight: 600, color: PALETTE.ink }],
    [
      share === undefined ? undefined : `${formatShare(share)} of ${shareOf}`,
      { size: 13, color: PALETTE.ink },
    ],
    [note, {}],
    [`${frame + 1} of ${of}, ${map.height} × ${map.width}`, {}],
    [`${formatNumber(extent.min)} to ${formatNumber(extent.max)}`, {}],
    [remark, { color: PALETTE.ink }],
  ];
  let at = y;
  return lines.flatMap(([text, style]) => {
    if (!text) return [];
    const size = style.size ?? 12;
    at += size * 1.6;
    const shown = fitText(text, size, width);
    return [{
      text: shown,
      x,
      y: at - size * 0.8,
      size,
      anchor: "start" as const,
      color: PALETTE.faint,
      frame,
      ...(shown !== text && { whole: text }),
      ...style,
    }];
  });
}
