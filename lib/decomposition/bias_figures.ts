import {
  barFigure,
  type Figure,
  formatNumber,
  type Heatmap,
  layerFigure,
  type RgbImage,
  smallMultiples,
} from "../display/mod.ts";
import type { BiasGradients } from "./bias_gradients.ts";
import type { LayerTerm } from "./layer_terms.ts";

/** The options of the figures of {@linkcode BiasGradients}. */
export interface BiasFigureOptions {
  /**
   * Which image of the batch.
   *
   * @default {0}
   */
  readonly image?: number;
  /**
   * What is drawn of every layer: its `signed` term, in two colours around 0,
   * or its `magnitude`.
   *
   * @default {"signed"}
   */
  readonly of?: "signed" | "magnitude";
}

/** A slider over the layers' maps, over the image. */
export function sliderFigure(
  result: BiasGradients,
  { image = 0, of = "signed" }: BiasFigureOptions = {},
): Figure {
  const layers = result.layers.flatMap((layer) => {
    const map = heatmapOf(layer, image, of);
    return map ? [{ map, share: layer.shareOfOutput[image]! }] : [];
  });
  return layerFigure(layers, {
    title: headline(result, image),
    subtitle: completenessLine(result, image),
    image: pictureOf(result, image),
    quantile: 0.999,
  });
}

/** The maps of all layers, side by side. */
export function multiplesFigure(
  result: BiasGradients,
  { image = 0, of = "signed" }: BiasFigureOptions = {},
): Figure {
  const panels = result.layers.flatMap((layer) => {
    const map = heatmapOf(layer, image, of);
    return map
      ? [{
        title: layer.site.name,
        map,
        note: percent(layer.shareOfOutput[image]!),
      }]
      : [];
  });
  return smallMultiples(panels, {
    title: headline(result, image),
    subtitle: completenessLine(result, image),
    range: "each",
    quantile: 0.999,
  });
}

/** Every term's share of the output as a bar, those without a place as well. */
export function sharesFigure(
  result: BiasGradients,
  { image = 0 }: Pick<BiasFigureOptions, "image"> = {},
): Figure {
  const bars = result.layers.map((layer) => ({
    name: layer.site.name,
    value: layer.shareOfOutput[image]!,
    detail: `${formatNumber(layer.sums[image]!)} of ${
      formatNumber(result.target.values[image]!)
    }`,
  }));
  return barFigure(bars, {
    title: headline(result, image),
    subtitle: completenessLine(result, image),
    meaning: `share of the ${result.target.label}`,
  });
}

function heatmapOf(
  layer: LayerTerm,
  image: number,
  of: "signed" | "magnitude",
): Heatmap | undefined {
  const map = layer[of];
  if (map === undefined) return undefined;
  const [, height, width] = map.shape as [number, number, number];
  return {
    name: layer.site.name,
    values: map.values.subarray(
      image * height * width,
      (image + 1) * height * width,
    ),
    height,
    width,
    signed: of === "signed",
    meaning: of === "signed"
      ? "term, summed over channels"
      : "|term|, summed over channels",
  };
}

function pictureOf({ images }: BiasGradients, image: number): RgbImage {
  const [, height, width] = images.shape;
  const size = height * width * 3;
  return {
    data: images.rgb.subarray(image * size, (image + 1) * size),
    height,
    width,
  };
}

function headline({ target, images }: BiasGradients, image: number): string {
  return `${images.names[image]}: ${target.descriptions[image]} = ${
    formatNumber(target.values[image]!)
  }`;
}

function completenessLine(
  { completeness }: BiasGradients,
  image: number,
): string {
  const { inputTerm, biasTerm, residual } = completeness[image]!;
  return `input ${formatNumber(inputTerm)} + biases ${
    formatNumber(biasTerm)
  }, residual ${formatNumber(residual)}`;
}

function percent(share: number): string {
  return `${share < 0 ? "−" : "+"}${(100 * Math.abs(share)).toFixed(1)} %`;
}
