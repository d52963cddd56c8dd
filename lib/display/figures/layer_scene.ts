import { mapRange } from "../data/map_range.ts";
import type { Layer } from "../layer.ts";
import type { LayerFigureOptions } from "./layer_options.ts";
import type { ColorScale } from "../scene/color_scale.ts";
import type { Control } from "../scene/control.ts";
import type { ImageMark } from "../scene/mark.ts";
import type { Rect } from "../scene/rect.ts";
import type { Scene } from "../scene/scene.ts";
import { colorBarTitle } from "./color_bar_title.ts";
import { fitPanel } from "./fit_panel.ts";
import { heading } from "./heading.ts";
import { layerLabels } from "./layer_labels.ts";
import { layerStill } from "./layer_still.ts";
import { MARGIN } from "./margin.ts";
import { BAR_PITCH } from "./panel_colors.ts";
import { panelWidth } from "./panel_width.ts";

const TEXT_WIDTH = 220;

/** The index of the layer with the largest share, 0 if none has one. */
function largestShare(layers: readonly Layer[]): number {
  const shares = layers.map(({ share = 0 }) => Math.abs(share));
  return Math.max(0, shares.indexOf(Math.max(...shares)));
}

function checkInitial(initial: number, layers: readonly Layer[]): void {
  if (layers[initial] !== undefined) return;
  throw new RangeError(
    layers.length === 0
      ? "Cannot draw layers as there must be one or more: current value is 0"
      : `Cannot draw layers as initial must be an index below ${layers.length}: current value is ${initial}`,
  );
}

/** A layer's colours, with the bar that its frame shows. */
function layerScale(
  { map }: Layer,
  frame: number,
  bar: Rect,
  options: LayerFigureOptions,
): ColorScale {
  const over = options.image !== undefined;
  const range = mapRange([map], options);
  const telling = map.values.some((value) => value !== 0 && isFinite(value));
  return {
    ramp: map.signed
      ? over ? "signedOver" : "signed"
      : over
      ? "unsignedOver"
      : "unsigned",
    range,
    bar: telling ? bar : undefined,
    frame,
  };
}

/**
 * Returns the scene of layers to step through.
 *
 * @throws As {@linkcode layerFigure}.
 */
export function layerScene(
  layers: readonly Layer[],
  options: LayerFigureOptions,
): Scene {
  const { title, subtitle, image, opacity = 0.9, size = 360 } = options;
  const initial = options.initial ?? largestShare(layers);
  checkInitial(initial, layers);
  const still = layerStill(layers, options);
  // Without an image, the finest map says how large a pixel is.
  const picture = image ?? layers.map(({ map }) => map)
    .reduce((a, b) => b.height * b.width > a.height * a.width ? b : a);
  const fit = fitPanel(picture.height, picture.width, panelWidth(size, size));
  const textX = MARGIN + fit.width + 18 + BAR_PITCH;
  const width = Math.round(textX + TEXT_WIDTH + MARGIN);
  const { labels, bottom } = heading(title, subtitle, width);
  const rect = { x: MARGIN, y: bottom, ...fit };
  const bar = {
    x: MARGIN + fit.width + 18,
    y: bottom,
    width: 12,
    height: fit.height,
  };
  const background: ImageMark[] = image ? [{ kind: "image", image }] : [];
  const scales = layers.map((layer, frame) =>
    layerScale(layer, frame, bar, options)
  );
  const controls: Control[] = [{
    kind: "frames",
    noun: "Layer",
    names: layers.map(({ map }) => map.name),
    initial,
  }];
  if (image) controls.push({ kind: "opacity", initial: opacity });
  return {
    title,
    lines: still.lines,
    width,
    height: Math.round(bottom + fit.height + MARGIN),
    plots: [{
      kind: "picture",
      rect,
      height: picture.height,
      width: picture.width,
      marks: [
        ...background,
        ...layers.map(({ map }, frame) => ({
          kind: "heatmap" as const,
          map,
          scale: frame,
          frame,
          ...(image && { opacity }),
        })),
      ],
    }],
    labels: [
      ...labels,
      ...scales.flatMap((scale, i) =>
        colorBarTitle(scale, layers[i]?.map.meaning ?? "")
      ),
      ...layers.flatMap((layer, frame) =>
        layerLabels(layer, frame, {
          x: textX,
          y: bottom,
          width: TEXT_WIDTH,
          of: layers.length,
          shareOf: options.shareOf ?? "the logit",
        })
      ),
    ],
    scales,
    controls,
    still,
  };
}
