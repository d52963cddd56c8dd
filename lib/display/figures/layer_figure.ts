import {
  checkedLater,
  nonNegativeInteger,
  type OptionRequirements,
  within,
} from "../../options/mod.ts";
import { mapRange, type RangeOptions } from "../data/map_range.ts";
import type { RgbImage } from "../data/rgb_image.ts";
import { Figure } from "../figure.ts";
import type { ImageMark, Rect } from "../scene/plot.ts";
import type { ColorScale, Control, Scene } from "../scene/scene.ts";
import { formatShare } from "../text/format_number.ts";
import { BAR_PITCH, colorBarLabels } from "./color_bar.ts";
import { heading, MARGIN } from "./heading.ts";
import { type Layer, layerLabels } from "./layer.ts";
import {
  checkFigureOptions,
  checkItems,
  FIGURE,
  type FigureOptions,
  label,
  panelSize,
  RANGE,
  WIDTH,
} from "./options.ts";
import { rampOf } from "./panel_colors.ts";
import { MOST_PANELS, panelScene } from "./panel_figure.ts";
import { fitPanel } from "./panel_grid.ts";

/** Options of {@linkcode layerFigure}. */
export interface LayerFigureOptions extends FigureOptions, RangeOptions {
  /** The image that the maps lie over; each map alone without. */
  readonly image?: RgbImage | undefined;
  /** Index of the layer to begin with; that of the largest share by default. */
  readonly initial?: number | undefined;
  /**
   * What the shares are of.
   *
   * @default {"the logit"}
   */
  readonly shareOf?: string | undefined;
  /**
   * Opacity to begin with of maps over the image, 0 to 1.
   *
   * @default {0.9}
   */
  readonly opacity?: number | undefined;
  /**
   * Width of the picture in pixels, 40 to 1024; by default 360, or less in a
   * narrow figure.
   */
  readonly size?: number | undefined;
}

/**
 * Returns a figure that steps through the maps of layers with a slider, each
 * in its own range of colors, with its name and share. As a still picture it
 * shows all layers side by side.
 *
 * @param layers One to 1,000, in the network's order.
 * @param options Texts, the image, colors and sizes.
 * @returns The figure.
 *
 * @example
 * ```ts
 * import { layerFigure } from "fullgrad/display";
 * import { assertEquals } from "@std/assert";
 *
 * const layers = ["input", "conv1"].map((name, i) => ({
 *   map: {
 *     name,
 *     values: new Float32Array([0, i]),
 *     height: 1,
 *     width: 2,
 *     signed: false,
 *     meaning: "relevance",
 *   },
 *   share: 0.25 + i / 2,
 * }));
 * const figure = layerFigure(layers, { title: "Layers" });
 * const { data } = await figure.plotly();
 * assertEquals(data.map((trace) => trace.visible), [false, true]);
 * ```
 *
 * @throws {TypeError} If values are of another type or number than their size
 * asks for; or if an option is missing, does not exist or is of another type.
 * @throws {RangeError} If there is no layer or too many, a side is not a positive
 * integer, an unsigned map has a value below zero, or an option is none of those
 * allowed.
 */
export function layerFigure(
  layers: readonly Layer[],
  options: LayerFigureOptions,
): Figure {
  checkFigureOptions("draw layers", options, LAYER_OPTIONS, ["title"]);
  checkItems("draw layers", "layers", layers, MOST_PANELS);
  return new Figure(layerScene(layers, options));
}

const LAYER_OPTIONS: OptionRequirements<LayerFigureOptions> = {
  ...FIGURE,
  ...RANGE,
  image: checkedLater,
  initial: nonNegativeInteger,
  shareOf: label,
  opacity: within(0, 1),
  size: panelSize,
};

const TEXT_WIDTH = 220;
const LARGEST = 360;

/** The index of the layer with the largest share, 0 if none has one. */
function largestShare(layers: readonly Layer[]): number {
  const shares = layers.map(({ share = 0 }) => Math.abs(share));
  return Math.max(0, shares.indexOf(Math.max(...shares)));
}

function checkInitial(initial: number, layers: readonly Layer[]): void {
  if (initial < layers.length) return;
  throw new RangeError(
    `Cannot draw layers as initial must be an index below ${layers.length}: current value is ${initial}`,
  );
}

/** A layer's colors, with the bar that its frame shows. */
function layerScale(
  { map }: Layer,
  frame: number,
  bar: Rect,
  options: LayerFigureOptions,
): ColorScale {
  const over = options.image !== undefined;
  const range = mapRange([map], options);
  const hasRange = map.values.some((value) => value !== 0 && isFinite(value));
  return {
    ramp: rampOf(range, options),
    over,
    range,
    bar: hasRange ? bar : undefined,
    frame,
  };
}

/**
 * Returns the scene of layers to step through.
 *
 * @throws As {@linkcode layerFigure}.
 */
function layerScene(
  layers: readonly Layer[],
  options: LayerFigureOptions,
): Scene {
  const { title, image, opacity = 0.9 } = options;
  const most = options.width ?? WIDTH;
  const beside = 18 + BAR_PITCH + TEXT_WIDTH;
  const size = options.size ??
    Math.min(LARGEST, most - 2 * MARGIN - beside);
  const initial = options.initial ?? largestShare(layers);
  checkInitial(initial, layers);
  const still = layerStill(layers, options);
  // Without an image, the finest map says how large a pixel is.
  const picture = image ?? layers.map(({ map }) => map)
    .reduce((a, b) => b.height * b.width > a.height * a.width ? b : a);
  const fit = fitPanel(picture, size);
  const textX = MARGIN + fit.width + 18 + BAR_PITCH;
  const width = Math.round(textX + TEXT_WIDTH + MARGIN);
  const { labels, bottom } = heading(options, width);
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
  const texts = layers.flatMap((layer, frame) =>
    layerLabels(layer, frame, {
      x: textX,
      y: bottom,
      width: TEXT_WIDTH,
      of: layers.length,
      shareOf: options.shareOf ?? "the logit",
    })
  );
  return {
    title,
    lines: still.lines,
    width,
    height: Math.ceil(
      MARGIN + Math.max(bottom + fit.height, ...texts.map(({ y }) => y + 8)),
    ),
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
        colorBarLabels(scale, layers[i]?.map.meaning ?? "")
      ),
      ...texts,
    ],
    scales,
    controls,
    still,
  };
}

/** Returns the scene of all layers side by side. */
function layerStill(
  layers: readonly Layer[],
  options: LayerFigureOptions,
): Scene {
  const { image, initial: _, shareOf: __, ...shown } = options;
  const panels = layers.map(({ map, share, note }) => ({
    title: share === undefined
      ? map.name
      : `${map.name} · ${formatShare(share)}`,
    note,
    image,
    map,
  }));
  return panelScene([panels], {
    ...shown,
    range: "each",
    size: layers.length > 6 ? 140 : undefined,
  });
}
