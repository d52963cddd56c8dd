import {
  checkValue,
  flag,
  oneOf,
  type OptionRequirements,
  type Requirement,
  within,
} from "../../options/mod.ts";
import { PALETTE } from "../color/palette.ts";
import type { RangeOptions } from "../data/map_range.ts";
import { Figure } from "../figure.ts";
import type { HeatmapMark, ImageMark, PicturePlot } from "../scene/plot.ts";
import type { Label, Scene } from "../scene/scene.ts";
import { wrapText } from "../text/fit_text.ts";
import { formatNumber } from "../text/format_number.ts";
import { BAR_PITCH } from "./color_bar.ts";
import { heading, headingWidth, MARGIN } from "./heading.ts";
import {
  checkFigureOptions,
  checkItems,
  FIGURE,
  type FigureOptions,
  labels,
  panelSize,
  RANGE,
  WIDTH,
} from "./options.ts";
import { checkedPanel, type Panel, panelLine } from "./panel.ts";
import { panelColors, panelScales, type ScaleGroup } from "./panel_colors.ts";
import {
  columnsWidth,
  panelColumns,
  panelGrid,
  type PanelPlace,
} from "./panel_grid.ts";
import { panelLabels, rowTitles } from "./panel_labels.ts";

/** Options of {@linkcode panelFigure}. */
export interface PanelFigureOptions extends FigureOptions, RangeOptions {
  /** Plain text to the left of each row; a second line is set in gray. */
  readonly rows?: readonly string[] | undefined;
  /** Plain text above each column. */
  readonly columns?: readonly string[] | undefined;
  /**
   * Whether maps whose numbers mean the same share one range of colors, so
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
   * columns the more. Columns that do not fit the figure's width stand below
   * the others.
   */
  readonly size?: number | undefined;
  /**
   * Whether hovering over a map shows the values of all maps of its row at that
   * place, in pages and in notebooks after {@linkcode startNotebook}.
   *
   * @default {false}
   */
  readonly linked?: boolean | undefined;
}

/**
 * Returns a figure of images and maps in a grid, with color bars that say
 * what the numbers mean. Hovering over a map shows its name, row, column and
 * value; zooming into one panel zooms into all of its size; a slider sets the
 * opacity of maps over images. A map that is zero or constant everywhere, or
 * lacks values, says so.
 *
 * @param rows The panels, row by row, 1,000 at most.
 * @param options Texts, colors and sizes.
 * @returns The figure; above 100 panels a still picture.
 *
 * @example
 * ```ts
 * import { panelFigure } from "fullgrad/display";
 * import { assertEquals } from "@std/assert";
 *
 * const map = {
 *   name: "gradient",
 *   values: new Float32Array([0, 1, -2, 3]),
 *   height: 2,
 *   width: 2,
 *   signed: true,
 *   meaning: "gradient of the logit",
 * };
 * const figure = panelFigure([[{ map }]], { title: "Gradient" });
 * const { layout } = await figure.plotly();
 * assertEquals((layout.coloraxis as { cmin: number }).cmin, -3);
 * ```
 *
 * @throws {TypeError} If a panel has neither an image nor a map, or values of
 * another type or number than it needs; or if an option is missing, does not
 * exist or is of another type.
 * @throws {RangeError} If there is no panel or too many, a side is not a positive
 * integer, an unsigned map has a value below zero, or an option is none of those
 * allowed.
 */
export function panelFigure(
  rows: readonly (readonly Panel[])[],
  options: PanelFigureOptions,
): Figure {
  checkFigureOptions("draw panels", options, PANEL_OPTIONS, ["title"]);
  checkItems("draw panels", "rows", rows, MOST_PANELS);
  return new Figure(panelScene(rows, options));
}

/** What the options of panels must be. */
export const PANEL_OPTIONS: OptionRequirements<PanelFigureOptions> = {
  ...FIGURE,
  ...RANGE,
  rows: labels,
  columns: labels,
  range: oneOf(["shared", "each"]),
  opacity: within(0, 1),
  size: panelSize,
  linked: flag,
};

/** More would be no figure but a folder of pictures. */
export const MOST_PANELS = 1000;

const aList: Requirement = {
  expected: "a list of panels",
  isType: Array.isArray,
};

const FOOTNOTE = { size: 11, line: 15, most: 3 } as const;
/** Upright color bars at most: with more there is one below each map. */
const MOST_UPRIGHT = 3;
/** Pixels that a title may take, however narrow the panels below it are. */
const TITLE_ROOM = 560;

/**
 * Returns the scene of a grid of panels.
 *
 * @throws As {@linkcode panelFigure}.
 */
export function panelScene(
  rows: readonly (readonly Panel[])[],
  options: PanelFigureOptions,
): Scene {
  const { title, subtitle, columns = [], opacity = 0.9 } = options;
  const most = options.width ?? WIDTH;
  for (const row of rows) checkValue("draw panels", "each row", row, aList);
  checkItems("draw panels", "panels", rows.flat(), MOST_PANELS);
  const panels = rows.map((row) => row.map(checkedPanel));
  const count = Math.max(...panels.map((row) => row.length));
  checkNames("rows", options.rows, panels.length);
  checkNames("columns", options.columns, count);
  const share = options.range !== "each";
  const groups = panelScales(panels.flat(), share, options);
  const all = [...new Set(groups.values())];
  const withRange = all.filter(({ hasRange }) => hasRange).length;
  const upright = share && withRange <= MOST_UPRIGHT;
  const bars = upright ? withRange * BAR_PITCH : 0;
  const titles = rowTitles(options.rows ?? []);
  const left = MARGIN + titles.width;
  const grid = panelColumns(count, most - left - bars - MARGIN, options.size);
  const drawn = left + columnsWidth(grid) + bars + MARGIN;
  const width = Math.round(Math.max(
    drawn,
    // Columns of whole pixels leave less than one each of what they may take.
    most - drawn < grid.count ? most : 0,
    headingWidth(options, Math.min(most, Math.max(drawn, TITLE_ROOM))),
  ));
  const head = heading(options, width);
  const places = panelGrid(panels, {
    columns,
    grid,
    left,
    top: head.bottom,
    bars: !upright,
  });
  const colors = panelColors(groups, places, upright);
  const rowOf = new Map(
    panels.flatMap((row, i) => row.map((panel) => [panel, i] as const)),
  );
  const linkOf = ({ panel }: PanelPlace) =>
    options.linked ? rowOf.get(panel) : undefined;
  const notes = options.bare
    ? []
    : footnotes(all, options, upright, width - 2 * MARGIN);
  const over = panels.flat().some(({ image, map }) => image && map);
  return {
    title,
    lines: [title, subtitle ?? "", ...panels.flat().map(panelLine)]
      .filter((line) => line !== ""),
    width,
    height: Math.ceil(
      places.bottom + MARGIN +
        (notes.length && notes.length * FOOTNOTE.line + 11),
    ),
    plots: places.places.map((place) =>
      panelPlot(
        place,
        colors.indices.get(place.panel) ?? 0,
        opacity,
        linkOf(place),
      )
    ),
    labels: [
      ...head.labels,
      ...panelLabels(places, titles),
      ...colors.labels,
      ...notes.map((text, i): Label => ({
        text,
        x: MARGIN,
        y: places.bottom + 11 + (i + 0.5) * FOOTNOTE.line,
        size: FOOTNOTE.size,
        anchor: "start",
        color: PALETTE.faint,
      })),
    ],
    scales: colors.scales,
    controls: over ? [{ kind: "opacity", initial: opacity }] : [],
  };
}

/** What has to be said of the colors below the panels, in lines. */
function footnotes(
  groups: readonly ScaleGroup[],
  { range, start, quantile = 1 }: PanelFigureOptions,
  upright: boolean,
  width: number,
): string[] {
  if (groups.length === 0) return [];
  const meanings = new Set(groups.map(({ meaning }) => meaning));
  const sequential = groups.filter(({ alone }) => !alone.range.diverging);
  const fromMinimum = start === "minimum" &&
    sequential.some(({ signed }) => !signed);
  const whole = range === "each"
    ? "each map has its own range"
    : "maps of one meaning have one range";
  const clauses = [
    // Upright bars have their meaning beside them, and are one for all.
    ...(upright ? [] : [[...meanings].join("; "), whole]),
    ...(fromMinimum
      ? [
        upright ? "from the least value on" : "which starts at its least value",
      ]
      : []),
    ...[...sidesOfZero(sequential)].map((side) =>
      `from the least to the greatest value where all are ${side} zero`
    ),
    ...(groups.some(({ alone }) => alone.range.clipped)
      ? [clipNote(quantile, sequential.some(({ signed }) => signed))]
      : []),
  ];
  if (clauses.length === 0) return [];
  const text = `Colors: ${clauses.join(", ")}`;
  return wrapText(text, FOOTNOTE.size, width, FOOTNOTE.most);
}

/** The sides of zero of the signed maps whose colors do not show it. */
function sidesOfZero(sequential: readonly ScaleGroup[]): Set<string> {
  return new Set(
    sequential.filter(({ signed }) => signed)
      .map(({ alone }) => alone.range.low > 0 ? "above" : "below"),
  );
}

function checkNames(
  option: "rows" | "columns",
  names: readonly string[] | undefined,
  count: number,
): void {
  if (names === undefined || names.length === count) return;
  throw new TypeError(
    `Cannot draw panels as ${option} must be ${count} names, one for each: current value has ${names.length}`,
  );
}

/**
 * Returns the plot of a panel.
 *
 * @param scale Index of its map's color scale.
 * @param opacity Of its map, if it lies over an image.
 * @param link What it shares with the maps that it is linked with.
 */
function panelPlot(
  { panel, rect }: PanelPlace,
  scale: number,
  opacity: number,
  link: number | undefined,
): PicturePlot {
  const { image, map, height, width } = panel;
  const marks: (ImageMark | HeatmapMark)[] = [];
  if (image) marks.push({ kind: "image", image });
  if (map) {
    const over = image && { opacity };
    marks.push({ kind: "heatmap", map, scale, ...over, link });
  }
  return { kind: "picture", rect, height, width, marks };
}

/**
 * Returns what to say of a range that leaves out the greatest values.
 *
 * @param both Whether it leaves out as many of the least.
 */
function clipNote(quantile: number, both: boolean): string {
  const percent = formatNumber(Number(((1 - quantile) * 100).toPrecision(2)));
  return both
    ? `the top and the lowest ${percent} % of values share the end colors`
    : `the top ${percent} % of values share the last color`;
}
