import { formatNumber } from "../text/format_number.ts";
import type { CheckedPanel } from "./checked_panel.ts";

/** Returns what a panel shows, in words and numbers. */
export function panelLine(
  { panel, image, map, extent, remark }: CheckedPanel,
): string {
  const title = [panel.title, panel.note].filter(Boolean).join(", ");
  if (map === undefined || extent === undefined) {
    const size = image ? `image ${image.height} × ${image.width}` : "";
    return [title, size].filter(Boolean).join(": ");
  }
  const values = remark ??
    `${formatNumber(extent.min)} to ${formatNumber(extent.max)}`;
  const name = title === "" || title === map.name
    ? map.name
    : `${title}, ${map.name}`;
  return `${name}: ${map.height} × ${map.width}, ${map.meaning}, ${values}`;
}
