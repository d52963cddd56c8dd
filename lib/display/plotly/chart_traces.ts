import { cssColor, parseColor } from "../color/color_ramp.ts";
import { PALETTE } from "../color/palette.ts";
import {
  barEnd,
  type BarsMark,
  type LineMark,
  type MatrixMark,
} from "../scene/plot.ts";
import { bandOutline, MOST_SYMBOLS, symbolPitch } from "../scene/point_runs.ts";
import { escapePlotly, hoverText } from "../text/escape.ts";
import { colorAxisName } from "./canvas.ts";
import type { TraceWriter } from "./picture_traces.ts";
import type { Json, JsonObject } from "./plotly_figure.ts";

/** Returns the traces of horizontal bars: the bars, and texts beyond intervals. */
export function barsTraces(mark: BarsMark): JsonObject[] {
  const { values, colors, names, texts, details, intervals } = mark;
  const places = values.map((_, i) => i);
  const drawn = intervals.some((interval) => Number.isFinite(interval?.low));
  const reach = (i: number, side: "low" | "high") => {
    const end = intervals[i]?.[side] ?? NaN;
    return Number.isFinite(end) ? Math.abs(end - values[i]!) : 0;
  };
  const text = {
    // A space that stays, beyond the end of the whisker.
    text: texts.map((text) => `\u00a0${escapePlotly(text)}\u00a0`),
    textfont: { size: 11, color: PALETTE.ink },
    cliponaxis: false,
  };
  const bars: JsonObject = {
    type: "bar",
    orientation: "h",
    x: values,
    y: places,
    width: 0.72,
    marker: { color: colors },
    ...(!drawn && { ...text, textposition: "outside", textangle: 0 }),
    ...(drawn && {
      error_x: {
        type: "data",
        symmetric: false,
        array: places.map((i) => reach(i, "high")),
        arrayminus: places.map((i) => reach(i, "low")),
        color: PALETTE.ink,
        thickness: 1.2,
        width: 4,
      },
    }),
    customdata: names.map((name, i) => [
      hoverText(name),
      escapePlotly(texts[i] ?? ""),
      details[i] ? `<br>${hoverText(details[i])}` : "",
    ]),
    hovertemplate: "<b>%{customdata[0]}</b><br>%{customdata[1]}" +
      "%{customdata[2]}<extra></extra>",
  };
  if (!drawn) return [bars];
  return [bars, {
    type: "scatter",
    mode: "text",
    hoverinfo: "skip",
    showlegend: false,
    x: places.map((i) => barEnd(mark, i)),
    y: places,
    textposition: values.map((value) =>
      value < 0 ? "middle left" : "middle right"
    ),
    ...text,
  }];
}

/** Returns the trace of a matrix; its axes name the cells on hover. */
export function matrixTraces(
  { map, scale, texts }: MatrixMark,
  writer: TraceWriter,
): JsonObject[] {
  const rows = Array.from(
    { length: map.height },
    (_, row) =>
      texts.slice(row * map.width, (row + 1) * map.width).map(escapePlotly),
  );
  return [{
    type: "heatmap",
    name: escapePlotly(map.name),
    z: writer.map(map),
    coloraxis: colorAxisName(scale),
    hoverongaps: false,
    hovertemplate: `<b>%{y}</b>, <b>%{x}</b><br>` +
      `${hoverText(map.meaning)}: <b>%{z:.4~g}</b><extra></extra>`,
    ...(texts.length > 0 && {
      text: rows,
      texttemplate: "%{text}",
      textfont: { size: 11 },
    }),
  }];
}

function finite(value: number | undefined): Json {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

/** Returns the traces of a line: its band, if it has one, then the line. */
export function lineTraces(mark: LineMark): JsonObject[] {
  const { name, shortName, x, y, color, dash, symbol, places, band } = mark;
  const [red, green, blue] = parseColor(color);
  const group = escapePlotly(name);
  const pitch = symbolPitch(mark);
  const line: JsonObject = {
    type: "scatter",
    mode: Number.isFinite(pitch) ? "lines+markers" : "lines",
    name: escapePlotly(shortName),
    legendgroup: group,
    x: x.map(finite),
    y: y.map(finite),
    line: { color, width: 2, dash },
    marker: {
      size: 6,
      symbol,
      ...(pitch > 1 && { maxdisplayed: MOST_SYMBOLS }),
    },
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
