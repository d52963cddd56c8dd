import {
  type Figure,
  formatNumber,
  type Heatmap,
  MAP_FIGURE,
  type MapFigureOptions,
  type Panel,
  panelFigure,
} from "../display/mod.ts";
import {
  checkIndex,
  checkOptions,
  listOf,
  nonNegativeInteger,
  type OptionRequirements,
} from "../options/mod.ts";
import { pictureAt } from "../image/mod.ts";
import { outputWords } from "../propagation/mod.ts";
import type { SaliencyData } from "./saliency_data.ts";

/** The options of the figures of saliency maps. */
export interface SaliencyFigureOptions extends MapFigureOptions {
  /**
   * Which images of the batch, by position.
   *
   * @default the first 8
   */
  readonly images?: readonly number[];
}

/** What {@linkcode SaliencyFigureOptions} must be. */
export const SALIENCY_FIGURE: OptionRequirements<SaliencyFigureOptions> = {
  ...MAP_FIGURE,
  images: listOf(nonNegativeInteger),
};

const MOST_ROWS = 8;

/** One row an image: the picture, the map over it, the map alone. */
export function saliencyFigure(
  map: SaliencyData,
  options: SaliencyFigureOptions = {},
): Figure {
  checkOptions("draw maps", options, SALIENCY_FIGURE);
  const chosen = chosenImages(map, options);
  const rows = chosen.map((i): Panel[] => {
    const [image, heatmap] = [pictureAt(map.images, i), heatmapOf(map, i)];
    return [{ image }, { image, map: heatmap }, { map: heatmap }];
  });
  const alone = chosen.length === 1;
  return panelFigure(rows, {
    title: options.title ??
      (alone ? `${map.method}: ${outputWords(map, chosen[0]!)}` : map.method),
    subtitle: subtitleOf(map, chosen),
    columns: ["image", "map over image", "map"],
    ...(!alone &&
      {
        rows: chosen.map((i) =>
          `${map.images.names[i]}\n${outputWords(map, i)}`
        ),
      }),
    ...drawing(options),
  });
}

/** How maps are drawn where a caller says nothing else. */
export function drawing(options: SaliencyFigureOptions) {
  const { images: _, title: __, ...drawn } = options;
  return {
    range: "each",
    start: "minimum",
    quantile: 0.999,
    ...drawn,
  } as const;
}

/** The positions of the images to draw. */
export function chosenImages(
  { images: { shape: [count] } }: SaliencyData,
  options: SaliencyFigureOptions,
): readonly number[] {
  const chosen = options.images ??
    Array.from({ length: Math.min(count, MOST_ROWS) }, (_, i) => i);
  for (const image of chosen) checkIndex(`draw image ${image}`, image, count);
  return chosen;
}

/** The map of one image, to be drawn. */
export function heatmapOf(map: SaliencyData, image: number): Heatmap {
  const [, height, width] = map.images.shape;
  const size = height * width;
  return {
    name: map.method,
    values: map.values.subarray(image * size, (image + 1) * size),
    height,
    width,
    signed: map.signed,
    meaning: map.signed ? "for (+) and against (−)" : "saliency",
  };
}

function subtitleOf(map: SaliencyData, chosen: readonly number[]): string {
  const settings = Object.entries(map.settings)
    .filter(([name, value]) =>
      typeof value === "string" || typeof value === "number" ||
      name === "implicit"
    )
    .map(([name, value]) =>
      // A number as it was set, and not rounded: it may be a seed.
      `${name} ${
        typeof value === "number" ? `${value}`.replaceAll("-", "−") : value
      }`
    );
  const residuals = chosen.flatMap((i) =>
    map.completeness?.[i]?.relativeToTerms ?? []
  );
  const residual = residuals.length === 0
    ? []
    : [`residual ${formatNumber(Math.max(...residuals))} of Σ |terms|`];
  return [...settings, ...termsOf(map), ...residual].join(" · ");
}

/** How many terms enter a map, where not all do. */
function termsOf({ settings, terms }: SaliencyData): readonly string[] {
  const entering = settings.terms;
  if (!Array.isArray(entering) || terms === undefined) return [];
  return entering.length < terms.length
    ? [`${entering.length} of ${terms.length} terms`]
    : [];
}
