import type { RangeOptions } from "../data/map_range.ts";

/** Options of {@linkcode panelFigure}. */
export interface PanelFigureOptions extends RangeOptions {
  /** Plain text at the top. */
  readonly title: string;
  /** Plain text below the title. */
  readonly subtitle?: string | undefined;
  /** Plain text to the left of each row; a second line is set in gray. */
  readonly rows?: readonly string[] | undefined;
  /** Plain text above each column. */
  readonly columns?: readonly string[] | undefined;
  /**
   * Whether maps whose numbers mean the same share one range of colours, so
   * that they can be compared, or each has its own, so that each shows all it
   * has.
   *
   * @default {"shared"}
   */
  readonly range?: "shared" | "each" | undefined;
  /**
   * Opacity to begin with of maps over images, 0 to 1.
   *
   * @default {0.9}
   */
  readonly opacity?: number | undefined;
  /**
   * Width of a panel in pixels, 40 to 1024; by default 96 to 256, the fewer
   * columns the more.
   */
  readonly size?: number | undefined;
}
