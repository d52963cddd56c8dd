import type { Scene } from "../scene/scene.ts";
import { shownAtStart } from "../scene/shown_at_start.ts";
import { type PlacedTrace, plotTraces } from "./plot_traces.ts";
import type { JsonObject, PlotlyFigure } from "./plotly_figure.ts";
import { sceneLayout } from "./scene_layout.ts";

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

/** Returns the Plotly figure of a scene. */
export async function scenePlotly(scene: Scene): Promise<PlotlyFigure> {
  const placed: PlacedTrace[] = [];
  for (const [i, plot] of scene.plots.entries()) {
    placed.push(...await plotTraces(plot, i));
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
