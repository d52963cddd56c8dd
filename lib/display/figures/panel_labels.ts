import { PALETTE } from "../color/palette.ts";
import type { Label } from "../scene/scene.ts";
import { fitText } from "../text/fit_text.ts";
import { MARGIN } from "./heading.ts";
import type { PanelGrid, PanelPlace } from "./panel_grid.ts";

/** Returns a label shortened to a width, with the whole text on hover. */
function shortened(label: Label, width: number): Label {
  const text = fitText(label.text, label.size, width, label.weight);
  return text === label.text ? label : { ...label, text, fullText: label.text };
}

function placeLabels({ panel, rect, titleY, noteY }: PanelPlace): Label[] {
  const middle = rect.x + rect.width / 2;
  const missing = (panel.extent?.notFinite ?? 0) > 0;
  const labels: Label[] = [];
  const add = (text: string | undefined, style: Omit<Label, "text" | "x">) => {
    if (text) {
      labels.push(shortened({ text, x: middle, ...style }, rect.width));
    }
  };
  add(panel.panel.title, {
    y: titleY,
    size: 12,
    anchor: "middle",
    color: PALETTE.ink,
  });
  add(panel.panel.note, {
    y: noteY,
    size: 11,
    anchor: "middle",
    color: PALETTE.faint,
  });
  add(panel.mapNote, {
    // Where some values are missing, the others stay in view.
    y: missing ? rect.y + rect.height - 16 : rect.y + rect.height / 2,
    size: 12,
    anchor: "middle",
    color: PALETTE.ink,
    plate: "rgba(255,255,255,0.88)",
  });
  return labels;
}

/** The two lines of a row's title, turned, around the middle of the row. */
function rowLabels(title: string, y: number, length: number): Label[] {
  const [first = "", second = ""] = title.split("\n");
  const place = { y, anchor: "middle", angle: -90 } as const;
  const lines: Label[] = [
    {
      ...place,
      text: first,
      x: MARGIN + 8,
      size: 13,
      weight: 600,
      color: PALETTE.ink,
    },
    { ...place, text: second, x: MARGIN + 25, size: 11, color: PALETTE.faint },
  ];
  return lines.filter(({ text }) => text !== "")
    .map((line) => shortened(line, length));
}

/** Returns the labels of panels, rows and columns. */
export function panelLabels(
  grid: PanelGrid,
  { rows = [], columns = [], columnY, size, left }: {
    readonly rows?: readonly string[] | undefined;
    readonly columns?: readonly string[] | undefined;
    /** Middle of the line of the columns' titles. */
    readonly columnY: number;
    /** Pixels of a column. */
    readonly size: number;
    /** Where the first column begins. */
    readonly left: number;
  },
): Label[] {
  const style = {
    size: 13,
    weight: 600,
    anchor: "middle",
    color: PALETTE.ink,
  } as const;
  const pitch = (grid.right - left + 14) / Math.max(1, columns.length);
  return [
    ...columns.map((text, i) =>
      shortened(
        { ...style, text, x: left + i * pitch + size / 2, y: columnY },
        size,
      )
    ),
    ...grid.rows.flatMap(({ y, height }, i) =>
      rowLabels(rows[i] ?? "", y, Math.max(height, size * 0.75))
    ),
    ...grid.places.flatMap(placeLabels),
  ];
}
