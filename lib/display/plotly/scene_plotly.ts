import { type ImageDrawer, imageRasters } from "../raster/raster.ts";
import type { ChartPlot, PicturePlot, Plot } from "../scene/plot.ts";
import { type ColorScale, type Scene, shownAtStart } from "../scene/scene.ts";
import { axisNames } from "./canvas.ts";
import { barsTraces, lineTraces, matrixTraces } from "./chart_traces.ts";
import {
  heatmapTraces,
  imageTraces,
  type TraceWriter,
} from "./picture_traces.ts";
import type { JsonObject, PlotlyFigure } from "./plotly_figure.ts";
import { sceneLayout } from "./scene_layout.ts";
import type { TraceRole } from "./sliders.ts";

const CONFIG: JsonObject = {
  // Its button would upload the reader's figure, picture included.
  showSendToCloud: false,
  plotlyServerURL: "",
  typesetMath: false,
  displaylogo: false,
  responsive: false,
  modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
  toImageButtonOptions: { format: "png", scale: 2, filename: "fullgrad" },
};

/**
 * Returns the Plotly figure of a scene.
 *
 * @param writer How maps and pictures are written.
 */
export async function scenePlotly(
  scene: Scene,
  writer: TraceWriter,
): Promise<PlotlyFigure> {
  const placed: PlacedTrace[] = [];
  const draw = imageRasters();
  for (const [i, plot] of scene.plots.entries()) {
    placed.push(...await plotTraces(plot, i, scene.scales, draw, writer));
  }
  return {
    data: placed.map(({ trace, frame }) =>
      frame === undefined
        ? trace
        : { ...trace, visible: shownAtStart(scene, frame) }
    ),
    layout: sceneLayout(scene, placed),
    config: CONFIG,
  };
}

/** A trace and what the controls need to know of it. */
interface PlacedTrace extends TraceRole {
  readonly trace: JsonObject;
}

/** Returns the traces of the nth plot, in the order in which they are drawn. */
async function plotTraces(
  plot: Plot,
  index: number,
  scales: readonly ColorScale[],
  draw: ImageDrawer,
  writer: TraceWriter,
): Promise<PlacedTrace[]> {
  const placed = plot.kind === "picture"
    ? await pictureTraces(plot, scales, draw, writer)
    : chartTraces(plot, writer);
  const { x, y } = axisNames(index);
  return placed.map(({ trace, ...rest }) => ({
    trace: { ...trace, xaxis: x, yaxis: y },
    ...rest,
  }));
}

async function pictureTraces(
  plot: PicturePlot,
  scales: readonly ColorScale[],
  draw: ImageDrawer,
  writer: TraceWriter,
): Promise<PlacedTrace[]> {
  const placed: PlacedTrace[] = [];
  for (const mark of plot.marks) {
    if (mark.kind === "image") {
      const traces = await imageTraces(mark, plot, draw, writer);
      placed.push(...traces.map((trace) => ({ trace, overlay: false })));
    } else {
      const { range } = scales[mark.scale]!;
      const traces = heatmapTraces(mark, plot, range, writer);
      const overlay = mark.opacity !== undefined;
      placed.push(
        ...traces.map((trace) => ({ trace, overlay, frame: mark.frame })),
      );
    }
  }
  return placed;
}

function chartTraces(plot: ChartPlot, writer: TraceWriter): PlacedTrace[] {
  return plot.marks.flatMap((mark): PlacedTrace[] => {
    if (mark.kind === "bars") {
      return barsTraces(mark)
        .map((trace) => ({ trace, overlay: false, frame: mark.frame }));
    }
    const traces = mark.kind === "line"
      ? lineTraces(mark)
      : matrixTraces(mark, writer);
    return traces.map((trace) => ({ trace, overlay: false }));
  });
}
