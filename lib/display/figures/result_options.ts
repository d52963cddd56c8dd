import {
  number,
  oneOf,
  type OptionRequirements,
  text,
  within,
} from "../../options/mod.ts";
import { FIGURE, panelSize, RANGE } from "./options.ts";

/** How any figure of a result is drawn. */
export interface ResultFigureOptions {
  /** Plain text at the top, instead of what the figure says by itself. */
  readonly title?: string;
  /**
   * Pixels that the figure may take, 320 to 2000: what does not fit side by
   * side stands below. A column of a paper has about 650.
   *
   * @default {920}
   */
  readonly width?: number | undefined;
  /**
   * Whether the figure has neither title, subtitle nor, of maps, the line below
   * that says how their colors are meant, as in a paper, whose caption has them.
   * The title stays its name for readers who do not see it.
   *
   * @default {false}
   */
  readonly bare?: boolean | undefined;
}

/** What {@linkcode ResultFigureOptions} must be. */
export const RESULT_FIGURE: OptionRequirements<ResultFigureOptions> = {
  title: text,
  width: FIGURE.width,
  bare: FIGURE.bare,
};

/** How any figure of a result's maps is drawn. */
export interface MapFigureOptions extends ResultFigureOptions {
  /**
   * Opacity to begin with of maps over images, 0 to 1.
   *
   * @default {0.9}
   */
  readonly opacity?: number | undefined;
  /**
   * The part of the values that the colors tell apart, in (0, 1]; greater
   * values get the last color.
   *
   * @default {0.999}
   */
  readonly quantile?: number | undefined;
  /**
   * Width of a panel in pixels, 40 to 1024; by default 96 to 256, the fewer
   * columns the more.
   */
  readonly size?: number | undefined;
  /**
   * Whether all maps share one range of colors, so that they can be compared,
   * or each has its own, so that each shows all it has.
   *
   * @default {"each"}
   */
  readonly range?: "shared" | "each" | undefined;
  /**
   * The colors of unsigned maps; signed ones are blue below zero and red above,
   * unless all their values are of one sign and far from zero beside their
   * spread.
   *
   * @default {"inferno"}
   */
  readonly colors?: "inferno" | "viridis" | "cividis" | "gray" | undefined;
}

/** What {@linkcode MapFigureOptions} must be. */
export const MAP_FIGURE: OptionRequirements<MapFigureOptions> = {
  ...RESULT_FIGURE,
  opacity: within(0, 1),
  quantile: number("within (0, 1]", (value) => value > 0 && value <= 1),
  size: panelSize,
  range: oneOf(["shared", "each"]),
  colors: RANGE.colors,
};
