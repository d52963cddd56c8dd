import { PALETTE } from "../color/palette.ts";
import { CONTROL_HEIGHT } from "../scene/control.ts";
import type { Scene } from "../scene/scene.ts";
import { shownAtStart } from "../scene/shown_at_start.ts";
import { FONT_FAMILY } from "../text/font_family.ts";
import { annotation } from "./annotation.ts";
import { colorAxisName } from "./axis_names.ts";
import { across, type Canvas, up } from "./canvas.ts";
import { chartAxes } from "./chart_axes.ts";
import { colorAxis } from "./color_axis.ts";
import { frameSlider } from "./frame_slider.ts";
import { gapShape } from "./gap_shape.ts";
import { opacitySlider } from "./opacity_slider.ts";
import { pictureAxes } from "./picture_axes.ts";
import type { PlacedTrace } from "./plot_traces.ts";
import type { JsonObject } from "./plotly_figure.ts";

function axes({ plots }: Scene, canvas: Canvas): JsonObject[] {
  return plots.map((plot, i) => {
    if (plot.kind === "chart") return chartAxes(plot, i, canvas);
    const leader = plots.findIndex((other) =>
      other.kind === "picture" && other.height === plot.height &&
      other.width === plot.width
    );
    return pictureAxes(plot, i, leader, canvas);
  });
}

function colorAxes(scene: Scene, canvas: Canvas): JsonObject[] {
  return scene.scales.map((scale, i) => {
    const axis = colorAxis(scale, canvas);
    const shown = axis.showscale === true && shownAtStart(scene, scale.frame);
    return { [colorAxisName(i)]: { ...axis, showscale: shown } };
  });
}

function legend({ legend }: Scene, canvas: Canvas): JsonObject {
  if (legend === undefined) return { showlegend: false };
  return {
    showlegend: true,
    legend: {
      x: across(canvas, legend.x),
      xanchor: "left",
      y: up(canvas, legend.y),
      yanchor: "top",
      font: { size: 12, color: PALETTE.ink },
      tracegroupgap: 0,
    },
  };
}

function sliders(
  scene: Scene,
  canvas: Canvas,
  traces: readonly PlacedTrace[],
): JsonObject[] {
  const overlays = traces.flatMap(({ overlay }, i) => overlay ? [i] : []);
  const frames = traces.map(({ frame }) => frame);
  return scene.controls.map((control, row) =>
    control.kind === "opacity"
      ? opacitySlider(control, scene, canvas, row, overlays)
      : frameSlider(control, scene, canvas, row, frames)
  );
}

/** Returns the layout of a scene's Plotly figure. */
export function sceneLayout(
  scene: Scene,
  traces: readonly PlacedTrace[],
): JsonObject {
  const height = scene.height + scene.controls.length * CONTROL_HEIGHT;
  const canvas: Canvas = { width: scene.width, height };
  return {
    width: scene.width,
    height,
    autosize: false,
    margin: { l: 0, r: 0, t: 0, b: 0, autoexpand: false },
    paper_bgcolor: PALETTE.paper,
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: FONT_FAMILY, size: 12, color: PALETTE.ink },
    hovermode: "closest",
    hoverlabel: {
      align: "left",
      bgcolor: PALETTE.paper,
      bordercolor: PALETTE.line,
      font: { family: FONT_FAMILY, size: 12, color: PALETTE.ink },
      namelength: -1,
    },
    annotations: scene.labels.map((label) => ({
      ...annotation(label, canvas),
      visible: shownAtStart(scene, label.frame),
    })),
    shapes: scene.plots.flatMap(({ kind }, i) =>
      kind === "picture" ? [gapShape(i)] : []
    ),
    sliders: sliders(scene, canvas, traces),
    ...legend(scene, canvas),
    ...Object.assign({}, ...axes(scene, canvas), ...colorAxes(scene, canvas)),
  };
}
