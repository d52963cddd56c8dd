import type { Rect } from "../scene/plot.ts";
import { wrapText } from "../text/fit_text.ts";
import { ROOMY_BAR } from "./color_bar.ts";
import type { CheckedPanel } from "./panel.ts";

/** Pixels between neighboring panels. */
const GAP = 14;
/** Heights of a line of text: above a panel, below it, above a column. */
export const TITLE_LINE = 16;
export const NOTE_LINE = 14;
export const HEAD_LINE = 17;
const MOST_LINES = { title: 3, note: 4, head: 4 } as const;
/** A color bar below a panel, with its numbers in a line or two. */
const BAR = { roomy: 30, narrow: 42 } as const;
const NARROWEST = 96;
const WIDEST = 256;

/** How many panels stand side by side, and how wide they are. */
export interface PanelColumns {
  readonly count: number;
  /** Pixels of a panel. */
  readonly size: number;
}

/**
 * Returns the columns of a grid: as many as there are where they fit, otherwise
 * fewer, evenly filled.
 *
 * @param count Panels in the longest row.
 * @param room Pixels for all of them.
 * @param size Pixels of a panel, if the caller asked for some.
 */
export function panelColumns(
  count: number,
  room: number,
  size: number | undefined,
): PanelColumns {
  const lines = Math.ceil(count / mostColumns(room, size));
  const columns = Math.ceil(count / lines);
  const fitted = Math.floor((room + GAP) / columns - GAP);
  return {
    count: columns,
    size: size ?? Math.min(WIDEST, Math.max(NARROWEST, fitted)),
  };
}

/** Returns how many panels fit side by side: one at least. */
export function mostColumns(room: number, size = NARROWEST): number {
  return Math.max(1, Math.floor((room + GAP) / (size + GAP)));
}

/** Returns the pixels that columns take. */
export function columnsWidth({ count, size }: PanelColumns): number {
  return count * (size + GAP) - GAP;
}

/** Panels side by side: a row of a grid, or the part of it that fits. */
interface PanelLine {
  readonly panels: readonly CheckedPanel[];
  readonly row: number;
  /** Titles of the columns above, if it is the first of a block. */
  readonly heads: readonly string[];
}

/**
 * Returns the lines of a grid. Where columns have titles, all rows of the first
 * columns come first, so that what is to be compared stays side by side.
 */
function panelLines(
  rows: readonly (readonly CheckedPanel[])[],
  columns: readonly string[],
  count: number,
): PanelLine[] {
  const longest = Math.max(...rows.map((row) => row.length));
  const starts = Array.from(
    { length: Math.ceil(longest / count) },
    (_, i) => i * count,
  );
  const line = (row: number, start: number): PanelLine => ({
    panels: rows[row]!.slice(start, start + count),
    row,
    heads: row === 0 ? columns.slice(start, start + count) : [],
  });
  const lines = columns.length > 0
    ? starts.flatMap((start) => rows.map((_, row) => line(row, start)))
    : rows.flatMap((_, row) => starts.map((start) => line(row, start)));
  return lines.filter(({ panels }) => panels.length > 0);
}

/** Where a panel and what belongs to it lie. */
export interface PanelPlace {
  readonly panel: CheckedPanel;
  /** The picture. */
  readonly rect: Rect;
  /** The lines of its title, and where the last of them ends. */
  readonly title: readonly string[];
  readonly titleBottom: number;
  /** The lines of its note, and where the first of them begins. */
  readonly note: readonly string[];
  readonly noteTop: number;
  /** A color bar of its own. */
  readonly bar: Rect;
}

/** The title of a column, and where its last line ends. */
export interface PanelHead {
  readonly text: string;
  readonly lines: readonly string[];
  /** Its middle. */
  readonly x: number;
  readonly bottom: number;
}

/** A grid of panels. */
export interface PanelGrid {
  readonly places: readonly PanelPlace[];
  readonly heads: readonly PanelHead[];
  /** Each line's row, the middle of its pictures, and pixels of their height. */
  readonly lines: readonly {
    readonly row: number;
    readonly y: number;
    readonly height: number;
  }[];
  readonly right: number;
  readonly bottom: number;
}

/**
 * Returns the places of panels in a grid; pictures of a line begin at one
 * height.
 *
 * @param bars Whether each map has a color bar of its own.
 */
export function panelGrid(
  rows: readonly (readonly CheckedPanel[])[],
  { columns, grid: { count, size }, left, top, bars }: {
    readonly columns: readonly string[];
    readonly grid: PanelColumns;
    readonly left: number;
    readonly top: number;
    readonly bars: boolean;
  },
): PanelGrid {
  const places: PanelPlace[] = [];
  const heads: PanelHead[] = [];
  const lines: { row: number; y: number; height: number }[] = [];
  let y = top;
  for (
    const { panels, row, heads: texts } of panelLines(rows, columns, count)
  ) {
    const x = (column: number) => left + column * (size + GAP);
    const wrapped = texts.map((text) =>
      wrapText(text, 13, size, MOST_LINES.head, 600)
    );
    y += headHeight(wrapped);
    heads.push(...texts.map((text, i) => ({
      text,
      lines: wrapped[i]!,
      x: x(i) + size / 2,
      bottom: y - 5,
    })));
    const titles = panels.map(({ panel: { title = "" } }) =>
      wrapText(title, 12, size, MOST_LINES.title)
    );
    y += Math.max(
      ...titles.map(({ length }) => length && length * TITLE_LINE + 4),
    );
    const barHeight = size < ROOMY_BAR ? BAR.narrow : BAR.roomy;
    const fits = panels.map((panel) => fitPanel(panel, size));
    const height = Math.max(...fits.map((fit) => fit.height));
    lines.push({ row, y: y + height / 2, height });
    const ends = panels.map((panel, i) => {
      const fit = fits[i]!;
      const rect = { ...fit, x: x(i) + (size - fit.width) / 2, y };
      const end = y + fit.height;
      const barWidth = Math.max(fit.width, Math.min(size, ROOMY_BAR));
      const noteTop = end + (bars && panel.map ? barHeight : 0) + 3;
      const note = wrapText(panel.panel.note ?? "", 11, size, MOST_LINES.note);
      places.push({
        panel,
        rect,
        title: titles[i]!,
        titleBottom: y - 3,
        note,
        noteTop,
        bar: {
          x: x(i) + (size - barWidth) / 2,
          y: end + 7,
          width: barWidth,
          height: 6,
        },
      });
      return note.length > 0
        ? noteTop + note.length * NOTE_LINE + 2
        : noteTop - 3;
    });
    y = Math.max(y + height, ...ends) + GAP;
  }
  return {
    places,
    heads,
    lines,
    right: left + columnsWidth({ count, size }),
    bottom: y - GAP,
  };
}

function headHeight(heads: readonly (readonly string[])[]): number {
  const most = Math.max(0, ...heads.map(({ length }) => length));
  return most && most * HEAD_LINE + 7;
}

/** Pixels of a panel. */
interface PanelSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Returns the size at which a picture is drawn in a panel `size` pixels wide
 * and at most half as high again. Pixels are square, except where the panel
 * would become a thread, as for a signal of one row.
 */
export function fitPanel(
  { height, width }: { readonly height: number; readonly width: number },
  size: number,
): PanelSize {
  const ratio = height / width;
  if (ratio > 12) return { width: size / 8, height: size * 1.5 };
  if (ratio < 1 / 12) return { width: size, height: size / 8 };
  const fitted = Math.min(size, size * 1.5 / ratio);
  return { width: fitted, height: fitted * ratio };
}
