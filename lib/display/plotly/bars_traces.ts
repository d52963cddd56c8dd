import { PALETTE } from "../color/palette.ts";
import type { BarsMark } from "../scene/mark.ts";
import { escapePlotly } from "../text/escape_plotly.ts";
import { hoverText } from "../text/hover_text.ts";
import type { JsonObject } from "./plotly_figure.ts";

/** Returns the trace of horizontal bars. */
export function barsTraces(
  { values, names, texts, details }: BarsMark,
): JsonObject[] {
  return [{
    type: "bar",
    orientation: "h",
    x: values,
    y: values.map((_, i) => i),
    width: 0.72,
    marker: {
      color: values.map((value) =>
        value < 0 ? PALETTE.negative : PALETTE.positive
      ),
    },
    text: texts.map(escapePlotly),
    textposition: "outside",
    textangle: 0,
    textfont: { size: 11, color: PALETTE.ink },
    cliponaxis: false,
    customdata: names.map((name, i) => [
      hoverText(name),
      escapePlotly(texts[i] ?? ""),
      details[i] ? `<br>${hoverText(details[i])}` : "",
    ]),
    hovertemplate: "<b>%{customdata[0]}</b><br>%{customdata[1]}" +
      "%{customdata[2]}<extra></extra>",
  }];
}
