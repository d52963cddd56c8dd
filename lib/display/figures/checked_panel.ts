import { checkSize } from "../data/check_size.ts";
import type { Heatmap } from "../data/heatmap.ts";
import { type MapExtent, mapExtent } from "../data/map_extent.ts";
import { mapRemark } from "../data/map_remark.ts";
import type { RgbImage } from "../data/rgb_image.ts";
import type { Panel } from "../panel.ts";

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
  readonly remark: string | undefined;
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
  const size = image ?? map;
  if (size === undefined) {
    throw new TypeError(
      `Cannot draw panel "${
        panel.title ?? ""
      }" as it must have an image or a map: current value has neither`,
    );
  }
  if (image) checkSize("image", image, image.data.length, 3);
  const extent = map && mapExtent(map);
  return {
    panel,
    image,
    map,
    height: size.height,
    width: size.width,
    extent,
    remark: map && extent && mapRemark(map, extent),
  };
}
