import type { ChartPlot, PicturePlot, Plot } from "../scene/plot.ts";
import { axisNames } from "./axis_names.ts";
import { barsTraces } from "./bars_traces.ts";
import { heatmapTraces } from "./heatmap_traces.ts";
import { imageTraces } from "./image_traces.ts";
import { lineTraces } from "./line_traces.ts";
import type { JsonObject } from "./plotly_figure.ts";

/** A trace and what the controls need to know of it. */
export interface PlacedTrace {
  readonly trace: JsonObject;
  /** The step of the frame control that shows it; undefined for all. */
  readonly frame?: number | undefined;
  /** Whether it covers a picture. */
  readonly overlay: boolean;
}

async function pictureTraces(plot: PicturePlot): Promise<PlacedTrace[]> {
  const placed: PlacedTrace[] = [];
  for (const mark of plot.marks) {
    if (mark.kind === "image") {
      const traces = await imageTraces(mark, plot);
      placed.push(...traces.map((trace) => ({ trace, overlay: false })));
    } else {
      const traces = heatmapTraces(mark, plot);
      const overlay = mark.opacity !== undefined;
      placed.push(
        ...traces.map((trace) => ({ trace, overlay, frame: mark.frame })),
      );
    }
  }
  return placed;
}

function chartTraces(plot: ChartPlot): PlacedTrace[] {
  return plot.marks.flatMap((mark): PlacedTrace[] =>
    mark.kind === "bars"
      ? barsTraces(mark)
        .map((trace) => ({ trace, overlay: false, frame: mark.frame }))
      : lineTraces(mark).map((trace) => ({ trace, overlay: false }))
  );
}

/** Returns the traces of the nth plot, in the order in which they are drawn. */
export async function plotTraces(
  plot: Plot,
  index: number,
): Promise<PlacedTrace[]> {
  const placed = plot.kind === "picture"
    ? await pictureTraces(plot)
    : chartTraces(plot);
  const { x, y } = axisNames(index);
  return placed.map(({ trace, ...rest }) => ({
    trace: { ...trace, xaxis: x, yaxis: y },
    ...rest,
  }));
}
