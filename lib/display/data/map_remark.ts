import { formatNumber } from "../text/format_number.ts";
import type { Heatmap } from "./heatmap.ts";
import type { MapExtent } from "./map_extent.ts";

/**
 * Returns what has to be said of a map that its colours cannot show: that it
 * is zero or constant everywhere, or that values are missing; otherwise
 * `undefined`.
 */
export function mapRemark(map: Heatmap, extent: MapExtent): string | undefined {
  const { min, max, notFinite } = extent;
  if (notFinite === map.values.length) return "no finite value";
  if (notFinite > 0) {
    return notFinite === 1
      ? "1 value is not finite"
      : `${notFinite} values are not finite`;
  }
  if (max !== min) return undefined;
  return max === 0 ? "zero everywhere" : `${formatNumber(max)} everywhere`;
}
