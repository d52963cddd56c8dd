import type { Rect } from "../scene/plot.ts";
import type { CheckedPanel } from "./panel.ts";

const GAP = 14;
const TITLE = 20;
const NOTE = 18;
/** A color bar below a panel, with its ticks. */
const BAR = 30;

/** Where a panel and what belongs to it lie. */
export interface PanelPlace {
  readonly panel: CheckedPanel;
  readonly row: number;
  readonly column: number;
  /** The picture. */
  readonly rect: Rect;
  /** Middle of the title's line. */
  readonly titleY: number;
  /** Middle of the note's line. */
  readonly noteY: number;
  /** A color bar of its own. */
  readonly bar: Rect;
}

/** A grid of panels. */
export interface PanelGrid {
  readonly places: readonly PanelPlace[];
  /** Middle of each row of pictures, and pixels of its height. */
  readonly rows: readonly { readonly y: number; readonly height: number }[];
  readonly right: number;
  readonly bottom: number;
}

/**
 * Returns the places of panels in a grid; pictures of a row begin at one line.
 *
 * @param bars Whether each map has a color bar of its own.
 */
export function panelGrid(
  panels: readonly (readonly CheckedPanel[])[],
  { left, top, size, bars }: {
    readonly left: number;
    readonly top: number;
    readonly size: number;
    readonly bars: boolean;
  },
): PanelGrid {
  const places: PanelPlace[] = [];
  const rows: { y: number; height: number }[] = [];
  let y = top;
  panels.forEach((members, row) => {
    const fits = members.map((panel) =>
      fitPanel(panel.height, panel.width, size)
    );
    const height = Math.max(0, ...fits.map((fit) => fit.height));
    const pictureY = y +
      (members.some(({ panel }) => panel.title) ? TITLE : 0);
    let bottom = pictureY + height;
    members.forEach((panel, column) => {
      const fit = fits[column] ?? { width: size, height };
      const x = left + column * (size + GAP) + (size - fit.width) / 2;
      const end = pictureY + fit.height;
      const noteY = end + (bars && panel.map ? BAR : 0) + NOTE / 2 + 2;
      places.push({
        panel,
        row,
        column,
        rect: { x, y: pictureY, ...fit },
        titleY: pictureY - TITLE / 2 - 1,
        noteY,
        bar: { x, y: end + 7, width: fit.width, height: 6 },
      });
      const below = (bars && panel.map ? BAR : 0) +
        (panel.panel.note ? NOTE + 2 : 0);
      bottom = Math.max(bottom, end + below);
    });
    rows.push({ y: pictureY + height / 2, height });
    y = bottom + GAP;
  });
  const columns = Math.max(1, ...panels.map((members) => members.length));
  return {
    places,
    rows,
    right: left + columns * (size + GAP) - GAP,
    bottom: y - GAP,
  };
}

/** Pixels of a panel. */
export interface PanelSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Returns the size at which a picture is drawn in a panel `size` pixels wide
 * and at most half as high again. Pixels are square, except where the panel
 * would become a thread, as for a signal of one row.
 */
export function fitPanel(
  height: number,
  width: number,
  size: number,
): PanelSize {
  const ratio = height / width;
  if (ratio > 12) return { width: size / 8, height: size * 1.5 };
  if (ratio < 1 / 12) return { width: size, height: size / 8 };
  const fitted = Math.min(size, size * 1.5 / ratio);
  return { width: fitted, height: fitted * ratio };
}

/**
 * Returns the pixels of a column of panels.
 *
 * @param size What the caller asked for, if anything.
 * @param room What there is for each column, otherwise.
 */
export function panelWidth(size: number | undefined, room: number): number {
  return size ?? Math.round(Math.min(256, Math.max(96, room)));
}
