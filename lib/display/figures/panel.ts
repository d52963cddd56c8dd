import { checkValue } from "../../options/mod.ts";
import {
  type Heatmap,
  type MapExtent,
  mapExtent,
  mapNote,
} from "../data/heatmap.ts";
import { checkImage, type RgbImage } from "../data/rgb_image.ts";
import { formatNumber } from "../text/format_number.ts";
import { label } from "./options.ts";

/** One picture of a figure: an image, a map, or a map over an image. */
export interface Panel {
  /** Plain text above. */
  readonly title?: string | undefined;
  /** Plain text below. */
  readonly note?: string | undefined;
  /** The image. */
  readonly image?: RgbImage | undefined;
  /** The map; over the image if there is one, stretched to its size. */
  readonly map?: Heatmap | undefined;
}

/** A panel that can be drawn. */
export interface CheckedPanel {
  readonly panel: Panel;
  readonly image: RgbImage | undefined;
  readonly map: Heatmap | undefined;
  /** Rows and columns of the pixels that it shows. */
  readonly height: number;
  readonly width: number;
  /** The extent of its map's values, if it has a map. */
  readonly extent: MapExtent | undefined;
  /** What has to be said of its map, if anything. */
  readonly mapNote: string | undefined;
}

/**
 * Returns a panel with what drawing it needs.
 *
 * @throws {TypeError} If it has neither an image nor a map, or data of a
 * length that does not fit its size.
 * @throws {RangeError} If a size or a value is out of range.
 */
export function checkedPanel(panel: Panel): CheckedPanel {
  const { image, map } = panel;
  for (const name of ["title", "note"] as const) {
    if (panel[name] === undefined) continue;
    checkValue("draw a panel", `its ${name}`, panel[name], label);
  }
  const size = image ?? map;
  if (size === undefined) {
    throw new TypeError(
      `Cannot draw panel "${
        panel.title ?? ""
      }" as it must have an image or a map: current value has neither`,
    );
  }
  if (image) checkImage(image);
  const extent = map && mapExtent(map);
  return {
    panel,
    image,
    map,
    height: size.height,
    width: size.width,
    extent,
    mapNote: map && extent && mapNote(map, extent),
  };
}

/** Returns what a panel shows, in words and numbers. */
export function panelLine(
  { panel, image, map, extent, mapNote }: CheckedPanel,
): string {
  const title = [panel.title, panel.note].filter(Boolean).join(", ");
  if (map === undefined || extent === undefined) {
    const size = image ? `image ${image.height} × ${image.width}` : "";
    return [title, size].filter(Boolean).join(": ");
  }
  const values = mapNote ??
    `${formatNumber(extent.min)} to ${formatNumber(extent.max)}`;
  const name = title === "" || title === map.name
    ? map.name
    : `${title}, ${map.name}`;
  return `${name}: ${map.height} × ${map.width}, ${map.meaning}, ${values}`;
}
