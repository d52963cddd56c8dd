import { PALETTE } from "../color/palette.ts";
import {
  CONTROL_HEIGHT,
  type Label,
  type Scene,
  shownAtStart,
} from "../scene/scene.ts";
import { escapePlotly, hoverText } from "../text/escape.ts";
import { FONT_FAMILY, textWidth } from "../text/fit_text.ts";
import { chartAxes, gapShape, pictureAxes } from "./axes.ts";
import { across, type Canvas, colorAxisName, up } from "./canvas.ts";
import { colorAxis } from "./color_axis.ts";
import type { JsonObject } from "./plotly_figure.ts";
import { sliders, type TraceRole } from "./sliders.ts";

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
      maxheight: 1,
      ...(legend.columns > 1 && {
        orientation: "h",
        entrywidthmode: "pixels",
        entrywidth: legend.entry - 45,
      }),
    },
  };
}

/** Pixels of Plotly's toolbar, at the right of the top. */
const TOOLBAR = { width: 180, height: 28 } as const;

/** Returns the pixels above a scene whose title the toolbar would lie on. */
function toolbarRoom({ labels, width }: Scene): number {
  const covered = labels.some((label) =>
    label.angle === undefined && label.y - label.size / 2 < TOOLBAR.height &&
    rightOf(label) > width - TOOLBAR.width
  );
  return covered ? TOOLBAR.height - 8 : 0;
}

function rightOf({ text, x, size, weight, anchor }: Label): number {
  const part = { start: 1, middle: 0.5, end: 0 }[anchor];
  return x + part * textWidth(text, size, weight);
}

/** Returns the layout of a scene's Plotly figure. */
export function sceneLayout(
  scene: Scene,
  roles: readonly TraceRole[],
): JsonObject {
  const top = toolbarRoom(scene);
  const height = top + scene.height + scene.controls.length * CONTROL_HEIGHT;
  const canvas: Canvas = { width: scene.width, height, top };
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
    shapes: scene.plots.flatMap(({ kind, marks }, i) =>
      kind === "picture" || marks.some((mark) => mark.kind === "matrix")
        ? [gapShape(i)]
        : []
    ),
    sliders: sliders(scene, canvas, roles),
    ...legend(scene, canvas),
    ...Object.assign({}, ...axes(scene, canvas), ...colorAxes(scene, canvas)),
  };
}

const X_ANCHOR = { start: "left", middle: "center", end: "right" } as const;

/** Returns the annotation that shows a label. */
function annotation(label: Label, canvas: Canvas): JsonObject {
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
    ...(label.fullText !== undefined && {
      hovertext: hoverText(label.fullText),
      captureevents: true,
    }),
  };
}
