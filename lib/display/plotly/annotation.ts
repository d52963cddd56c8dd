import type { Label } from "../scene/label.ts";
import { escapePlotly } from "../text/escape_plotly.ts";
import { hoverText } from "../text/hover_text.ts";
import { across, type Canvas, up } from "./canvas.ts";
import type { JsonObject } from "./plotly_figure.ts";

const X_ANCHOR = { start: "left", middle: "center", end: "right" } as const;

/** Returns the annotation that shows a label. */
export function annotation(label: Label, canvas: Canvas): JsonObject {
  return {
    text: escapePlotly(label.text),
    xref: "paper",
    yref: "paper",
    x: across(canvas, label.x),
    y: up(canvas, label.y),
    xanchor: X_ANCHOR[label.anchor],
    yanchor: "middle",
    showarrow: false,
    font: {
      size: label.size,
      color: label.color,
      weight: label.weight ?? 400,
    },
    ...(label.angle !== undefined && { textangle: label.angle }),
    ...(label.plate !== undefined && { bgcolor: label.plate, borderpad: 4 }),
    ...(label.whole !== undefined && {
      hovertext: hoverText(label.whole),
      captureevents: true,
    }),
  };
}
