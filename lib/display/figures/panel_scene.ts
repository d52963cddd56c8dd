import { PALETTE } from "../color/palette.ts";
import type { Panel } from "../panel.ts";
import type { Scene } from "../scene/scene.ts";
import { fitText } from "../text/fit_text.ts";
import { checkedPanel } from "./checked_panel.ts";
import { clipRemark } from "./clip_remark.ts";
import { checkOpacity } from "./check_opacity.ts";
import { heading, headingWidth } from "./heading.ts";
import { MARGIN } from "./margin.ts";
import { BAR_PITCH, panelColors } from "./panel_colors.ts";
import { panelGrid } from "./panel_grid.ts";
import { panelLabels } from "./panel_labels.ts";
import { panelLine } from "./panel_line.ts";
import type { PanelFigureOptions } from "./panel_options.ts";
import { panelPlot } from "./panel_plot.ts";
import { panelScales, type ScaleGroup } from "./panel_scales.ts";
import { panelWidth } from "./panel_width.ts";

const ROW_TITLE_LINE = 18;
const COLUMN_TITLE = 24;
const FOOTNOTE = 26;
/** Pixels that a figure takes if its panels have no set size. */
const WIDEST = 920;

/** What has to be said of the colours below the panels. */
function footnote(
  groups: readonly ScaleGroup[],
  { range, quantile = 1 }: PanelFigureOptions,
): string {
  const sentences: string[] = [];
  if (range === "each") {
    const meanings = new Set(groups.map(({ meaning }) => meaning));
    sentences.push(`Colours: ${[...meanings].join("; ")}`);
    sentences.push("each map has its own range");
  }
  if (groups.some(({ alone }) => alone.range.clipped)) {
    sentences.push(clipRemark(quantile));
  }
  return sentences.join(", ");
}

/**
 * Returns the scene of a grid of panels.
 *
 * @throws As {@linkcode panelFigure}.
 */
export function panelScene(
  rows: readonly (readonly Panel[])[],
  options: PanelFigureOptions,
): Scene {
  const { title, subtitle, columns, opacity = 0.9 } = options;
  const share = options.range !== "each";
  checkOpacity(opacity);
  const panels = rows.map((row) => row.map(checkedPanel));
  const count = Math.max(0, ...panels.map((row) => row.length));
  if (count === 0) {
    throw new RangeError(
      "Cannot draw panels as there must be one or more: current value is 0",
    );
  }
  const groups = panelScales(panels.flat(), share, options);
  const all = [...new Set(groups.values())];
  const bars = share ? all.filter(({ telling }) => telling).length : 0;
  const titleLines = Math.max(
    0,
    ...(options.rows ?? []).map((text) => text.split("\n").length),
  );
  const left = MARGIN + (titleLines && titleLines * ROW_TITLE_LINE + 8);
  const room = WIDEST - left - bars * BAR_PITCH - MARGIN;
  const size = panelWidth(options.size, room / count - 14);
  const drawn = left + count * (size + 14) - 14 + bars * BAR_PITCH + MARGIN;
  const width = Math.max(
    drawn,
    headingWidth(title, subtitle, Math.max(drawn, 560)),
  );
  const head = heading(title, subtitle, width);
  const top = head.bottom + (columns ? COLUMN_TITLE : 0);
  const grid = panelGrid(panels, { left, top, size, bars: !share });
  const { scales, indices, titles } = panelColors(groups, grid, share);
  const note = all.length > 0 ? footnote(all, options) : "";
  const over = panels.flat().some(({ image, map }) => image && map);
  return {
    title,
    lines: [title, subtitle ?? "", ...panels.flat().map(panelLine)]
      .filter((line) => line !== ""),
    width: Math.round(width),
    height: Math.round(
      grid.bottom + (note ? FOOTNOTE : 0) + MARGIN,
    ),
    plots: grid.places.map((place) =>
      panelPlot(place, indices.get(place.panel) ?? 0, opacity)
    ),
    labels: [
      ...head.labels,
      ...panelLabels(grid, {
        rows: options.rows,
        columns,
        columnY: head.bottom + 9,
        size,
        left,
      }),
      ...titles,
      ...note
        ? [{
          text: fitText(note, 11, width - 2 * MARGIN),
          x: MARGIN,
          y: grid.bottom + FOOTNOTE / 2,
          size: 11,
          anchor: "start" as const,
          color: PALETTE.faint,
        }]
        : [],
    ],
    scales,
    controls: over ? [{ kind: "opacity", initial: opacity }] : [],
  };
}
