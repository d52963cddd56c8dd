import { PALETTE } from "../color/palette.ts";
import type { Label } from "../scene/scene.ts";
import { textWidth, wrapText } from "../text/fit_text.ts";
import { MARGIN } from "./heading.ts";
import {
  HEAD_LINE,
  NOTE_LINE,
  type PanelGrid,
  type PanelHead,
  type PanelPlace,
  TITLE_LINE,
} from "./panel_grid.ts";

/** Returns the labels of panels, rows and columns. */
export function panelLabels(
  { places, heads, lines }: PanelGrid,
  titles: RowTitles,
): Label[] {
  return [
    ...heads.flatMap(headLabels),
    ...lines.flatMap(({ row, y, height }) => titles.labels(row, y, height)),
    ...places.flatMap(placeLabels),
  ];
}

function headLabels({ text, lines, x, bottom }: PanelHead): Label[] {
  return upward(lines, bottom, HEAD_LINE).map(([line, y]) => ({
    ...shownAs(line, text),
    x,
    y,
    size: 13,
    weight: 600,
    anchor: "middle",
    color: PALETTE.ink,
  }));
}

/** Lines of what is said of a map that its colors cannot show, and their pitch. */
const MOST_NOTE_LINES = 2;
const PLATE_LINE = 20;

function placeLabels(place: PanelPlace): Label[] {
  const { panel, rect, title, titleBottom, note, noteTop } = place;
  const middle = { x: rect.x + rect.width / 2, anchor: "middle" } as const;
  const labels: Label[] = [
    ...upward(title, titleBottom, TITLE_LINE).map(([line, y]): Label => ({
      ...middle,
      ...shownAs(line, panel.panel.title!),
      y,
      size: 12,
      color: PALETTE.ink,
    })),
    ...note.map((line, i): Label => ({
      ...middle,
      ...shownAs(line, panel.panel.note!),
      y: noteTop + (i + 0.5) * NOTE_LINE,
      size: 11,
      color: PALETTE.faint,
    })),
  ];
  if (panel.mapNote === undefined) return labels;
  const missing = (panel.extent?.notFinite ?? 0) > 0;
  const size = textWidth(panel.mapNote, 12) <= rect.width ? 12 : 10;
  const lines = wrapText(panel.mapNote, size, rect.width, MOST_NOTE_LINES);
  const more = (lines.length - 1) * PLATE_LINE;
  // Where some values are missing, the others stay in view.
  const y = missing
    ? rect.y + rect.height - 16 - more
    : rect.y + (rect.height - more) / 2;
  return [
    ...labels,
    ...lines.map((line, i): Label => ({
      ...middle,
      ...shownAs(line, panel.mapNote!),
      y: y + i * PLATE_LINE,
      size,
      color: PALETTE.ink,
      plate: "rgba(255,255,255,0.88)",
    })),
  ];
}

/** The middles of lines of text that end at some height. */
function upward(
  lines: readonly string[],
  bottom: number,
  pitch: number,
): [line: string, y: number][] {
  return lines.map((line, i) => [
    line,
    bottom - (lines.length - i - 0.5) * pitch,
  ]);
}

/** A line, and the whole text on hover if something of it is left out. */
function shownAs(line: string, text: string): Pick<Label, "text" | "fullText"> {
  return line.includes("…") ? { text: line, fullText: text } : { text: line };
}

/** The turned titles to the left of rows. */
export interface RowTitles {
  /** Pixels that they take. */
  readonly width: number;
  /** Returns the labels of a row's title around the middle of a line. */
  readonly labels: (row: number, y: number, height: number) => Label[];
}

const MAIN = {
  size: 13,
  weight: 600,
  color: PALETTE.ink,
  pitch: 17,
  most: 3,
} as const;
const MORE = {
  size: 11,
  weight: 400,
  color: PALETTE.faint,
  pitch: 14,
  most: 3,
} as const;
/** Pixels between the two parts of a title. */
const PART_GAP = 5;
/** Pixels that a title counts on, however low the pictures beside it are. */
const LENGTH = 128;

/**
 * Returns the titles of rows: what stands before a line feed is set in bold,
 * what follows in gray.
 */
export function rowTitles(rows: readonly string[]): RowTitles {
  const parts = rows.map((text) => {
    const [first = "", ...more] = text.split("\n");
    return [first, more.join(" ")] as const;
  });
  const count = ([MAIN, MORE] as const).map(({ size, weight, most }, part) =>
    Math.max(
      0,
      ...parts.map((texts) =>
        wrapText(texts[part]!, size, LENGTH * 0.75, most, weight).length
      ),
    )
  );
  const [main, more] = [count[0]! * MAIN.pitch, count[1]! * MORE.pitch];
  return {
    width: main + more && main + more + 6 + (main && more && PART_GAP),
    labels: (row, y, height) => {
      const texts = parts[row];
      if (texts === undefined) return [];
      let x = MARGIN;
      return ([MAIN, MORE] as const).flatMap(
        ({ pitch, most: _, ...style }, part) => {
          const text = texts[part]!;
          const most = count[part]!;
          if (most === 0) return [];
          const lines = wrapText(
            text,
            style.size,
            Math.max(height, LENGTH * 0.75),
            most,
            style.weight,
          );
          const start = x;
          x += most * pitch + PART_GAP;
          return lines.map((line, i): Label => ({
            ...style,
            ...shownAs(line, text),
            x: start + (i + 0.5) * pitch,
            y,
            anchor: "middle",
            angle: -90,
          }));
        },
      );
    },
  };
}
