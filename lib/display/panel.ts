import type { Heatmap } from "./data/heatmap.ts";
import type { RgbImage } from "./data/rgb_image.ts";

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
