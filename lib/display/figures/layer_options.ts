import type { RangeOptions } from "../data/map_range.ts";
import type { RgbImage } from "../data/rgb_image.ts";

/** Options of {@linkcode layerFigure}. */
export interface LayerFigureOptions extends RangeOptions {
  /** Plain text at the top. */
  readonly title: string;
  /** Plain text below the title. */
  readonly subtitle?: string | undefined;
  /** The image that the maps lie over; each map alone without. */
  readonly image?: RgbImage | undefined;
  /** Index of the layer to begin with; that of the largest share by default. */
  readonly initial?: number | undefined;
  /**
   * What the shares are of.
   *
   * @default {"the logit"}
   */
  readonly shareOf?: string | undefined;
  /**
   * Opacity to begin with of maps over the image, 0 to 1.
   *
   * @default {0.9}
   */
  readonly opacity?: number | undefined;
  /**
   * Width of the picture in pixels, 40 to 1024.
   *
   * @default {360}
   */
  readonly size?: number | undefined;
}
