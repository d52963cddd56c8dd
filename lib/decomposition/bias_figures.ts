import {
  barFigure,
  type Figure,
  formatNumber,
  formatShare,
  type Heatmap,
  layerFigure,
  MAP_FIGURE,
  type MapFigureOptions,
  RESULT_FIGURE,
  type ResultFigureOptions,
  smallMultiples,
} from "../display/mod.ts";
import {
  checkIndex,
  checkOptions,
  listOf,
  nonNegativeInteger,
  oneOf,
  type OptionRequirements,
  text,
} from "../options/mod.ts";
import { pictureAt } from "../image/mod.ts";
import { outputWords } from "../propagation/mod.ts";
import { completenessOf } from "./completeness.ts";
import {
  type BiasGradientsData,
  type LayerTerm,
  layerTerms,
} from "./layer_terms.ts";

/** The options of the figures of {@linkcode BiasGradients}. */
export interface BiasFigureOptions extends MapFigureOptions {
  /**
   * Which image of the batch.
   *
   * @default {0}
   */
  readonly image?: number;
  /**
   * What is drawn of every layer: its `signed` term, in two colors around 0,
   * or its `magnitude`.
   *
   * @default {"signed"}
   */
  readonly of?: "signed" | "magnitude";
}

/** What {@linkcode BiasFigureOptions} must be. */
const FIGURE_OPTIONS: OptionRequirements<BiasFigureOptions> = {
  ...MAP_FIGURE,
  image: nonNegativeInteger,
  of: oneOf(["signed", "magnitude"]),
};

/** Where one layer is seen at a time, each has its own range of colors. */
export type BiasSliderOptions = Omit<BiasFigureOptions, "range">;

const { range: _, ...SLIDER_OPTIONS } = FIGURE_OPTIONS;

/** A slider over the layers' maps, over the image. */
export function sliderFigure(
  result: BiasGradientsData,
  options: BiasSliderOptions = {},
): Figure {
  checkOptions("draw bias-gradients", options, SLIDER_OPTIONS);
  const { image = 0, of = "signed", ...drawn } = options;
  const layers = layerTerms(result).flatMap((layer) => {
    const map = heatmapOf(layer, image, of);
    return map ? [{ map, share: layer.shareOfOutput[image]! }] : [];
  });
  return layerFigure(layers, {
    title: headline(result, image),
    subtitle: completenessLine(result, image),
    image: pictureAt(result.images, image),
    quantile: 0.999,
    ...drawn,
  });
}

/** Maps alone have no opacity. */
export interface BiasMultiplesOptions
  extends Omit<BiasFigureOptions, "opacity"> {
  /**
   * Names of the layers to draw, `input` among them: all of a deep network take
   * several screens.
   *
   * @default all layers
   */
  readonly layers?: readonly string[] | undefined;
}

const { opacity: __, ...MULTIPLES } = FIGURE_OPTIONS;

const MULTIPLES_OPTIONS: OptionRequirements<BiasMultiplesOptions> = {
  ...MULTIPLES,
  layers: listOf(text),
};

/** From so many layers on their maps are small. */
const MANY = 36;

/**
 * The maps of all layers, or of those that are named, side by side.
 *
 * @throws {RangeError} If no layer with a map has such a name.
 */
export function multiplesFigure(
  result: BiasGradientsData,
  options: BiasMultiplesOptions = {},
): Figure {
  checkOptions("draw bias-gradients", options, MULTIPLES_OPTIONS);
  const { image = 0, of = "signed", layers: names, ...drawn } = options;
  const panels = layerTerms(result).flatMap((layer) => {
    const map = heatmapOf(layer, image, of);
    return map
      ? [{
        title: layer.site.name,
        map,
        note: noteOf(layer, image),
      }]
      : [];
  });
  const placed = panels.map(({ title }) => title);
  for (const name of names ?? []) checkName(name, placed);
  const shown = panels.filter(({ title }) => names?.includes(title) ?? true);
  const part = shown.length < panels.length
    ? ` · ${shown.length} of ${panels.length} layers`
    : "";
  return smallMultiples(shown, {
    title: headline(result, image),
    subtitle: completenessLine(result, image) + part,
    range: "each",
    // Five in a row fit the width of a notebook, or eight of many.
    size: shown.length > MANY ? 104 : 150,
    quantile: 0.999,
    ...drawn,
  });
}

function checkName(name: string, placed: readonly string[]): void {
  if (placed.includes(name)) return;
  throw new RangeError(
    `Cannot draw bias-gradients as layers must be some that have a map, from ${
      placed[0]
    } to ${placed.at(-1)}: current value has ${name}`,
  );
}

/** The options of bars of a {@linkcode BiasGradients}'s shares. */
export interface ShareFigureOptions extends ResultFigureOptions {
  /**
   * Which image of the batch.
   *
   * @default {0}
   */
  readonly image?: number;
}

const SHARE_OPTIONS: OptionRequirements<ShareFigureOptions> = {
  ...RESULT_FIGURE,
  image: nonNegativeInteger,
};

/** Every term's share of the output as a bar, those without a place as well. */
export function sharesFigure(
  result: BiasGradientsData,
  options: ShareFigureOptions = {},
): Figure {
  checkOptions("draw shares", options, SHARE_OPTIONS);
  const { image = 0, ...drawn } = options;
  const output = outputOf(result, image);
  const bars = layerTerms(result).map((layer) => ({
    name: layer.site.name,
    // Of an output of 0 there are no shares.
    value: output === 0 ? layer.sums[image]! : layer.shareOfOutput[image]!,
    detail: `${formatNumber(layer.sums[image]!)} of ${formatNumber(output)}`,
  }));
  return barFigure(bars, {
    title: headline(result, image),
    subtitle: completenessLine(result, image),
    meaning: `${output === 0 ? "part" : "share"} of the ${result.target.label}`,
    ...(output === 0 && { format: "number" }),
    ...drawn,
  });
}

/** The share of a term, and what of it has no place in its map. */
function noteOf(
  { shareOfOutput, sums, placeless }: LayerTerm,
  image: number,
): string {
  const share = formatShare(shareOfOutput[image]!);
  if (placeless === undefined || sums[image] === 0) return share;
  const part = shareOfOutput[image]! * placeless.sums[image]! / sums[image]!;
  return `${share}, ${formatShare(part)} without a place`;
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

function outputOf({ target }: BiasGradientsData, image: number): number {
  checkIndex(`draw image ${image}`, image, target.values.length);
  return target.values[image]!;
}

function headline(result: BiasGradientsData, image: number): string {
  outputOf(result, image);
  return `${result.images.names[image]}: ${outputWords(result, image)}`;
}

function completenessLine(
  { target, layers }: BiasGradientsData,
  image: number,
): string {
  const { inputTerm, biasTerm, residual } = completenessOf(
    target.values,
    layers,
  )[image]!;
  return `input ${formatNumber(inputTerm)} + biases ${
    formatNumber(biasTerm)
  }, residual ${formatNumber(residual)}`;
}
