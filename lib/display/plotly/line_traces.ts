import { cssColor } from "../color/css_color.ts";
import { parseColor } from "../color/parse_color.ts";
import type { LineMark } from "../scene/mark.ts";
import { bandOutline } from "../scene/band_outline.ts";
import { escapePlotly } from "../text/escape_plotly.ts";
import { hoverText } from "../text/hover_text.ts";
import type { Json, JsonObject } from "./plotly_figure.ts";

function finite(value: number | undefined): Json {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

/** Returns the traces of a line: its band, if it has one, then the line. */
export function lineTraces(mark: LineMark): JsonObject[] {
  const { name, shortName, x, y, color, dashed, places, band } = mark;
  const [red, green, blue] = parseColor(color);
  const group = escapePlotly(name);
  const line: JsonObject = {
    type: "scatter",
    mode: x.length <= 30 ? "lines+markers" : "lines",
    name: escapePlotly(shortName),
    legendgroup: group,
    x: x.map(finite),
    y: y.map(finite),
    line: { color, width: 2, dash: dashed ? "dash" : "solid" },
    marker: { size: 5 },
    ...(band && {
      customdata: x.map((_, i) => [finite(band.low[i]), finite(band.high[i])]),
    }),
    ...(places && { text: places.map(escapePlotly) }),
    hovertemplate:
      `<b>${hoverText(name)}</b><br>${
        places ? "%{text}" : "%{x:.4~g}"
      }: <b>%{y:.4~g}</b>` +
      (band
        ? `<br>${hoverText(band.meaning)}: ` +
          "%{customdata[0]:.4~g} to %{customdata[1]:.4~g}"
        : "") +
      "<extra></extra>",
  };
  if (band === undefined) return [line];
  return [
    ...bandOutline(x, band).map((outline): JsonObject => ({
      type: "scatter",
      mode: "lines",
      legendgroup: group,
      showlegend: false,
      hoverinfo: "skip",
      x: outline.map(([x]) => x),
      y: outline.map(([, y]) => y),
      line: { width: 0 },
      fill: "toself",
      fillcolor: cssColor([red, green, blue, 0.16]),
    })),
    line,
  ];
}
