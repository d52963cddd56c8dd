import {
  type Figure,
  formatNumber,
  type Heatmap,
  type Panel,
  panelFigure,
  type RgbImage,
} from "../display/mod.ts";
import {
  checkNamed,
  checkOptions,
  flag,
  listOf,
  nonNegativeInteger,
  number,
  objectWith,
  oneOf,
  type OptionRequirements,
  text,
  within,
} from "../options/mod.ts";
import { outputWords } from "../propagation/mod.ts";
import type { SaliencyData } from "./saliency_data.ts";

/** The options of the figures of saliency maps. */
export interface SaliencyFigureOptions {
  /**
   * Which images of the batch, by position.
   *
   * @default the first 8
   */
  readonly images?: readonly number[];
  /** Plain text at the top, instead of what was explained. */
  readonly title?: string;
  /**
   * Opacity to begin with of the map over the image, 0 to 1.
   *
   * @default {0.9}
   */
  readonly opacity?: number;
  /**
   * The part of the values that the colors tell apart, in (0, 1]; greater
   * values get the last color.
   *
   * @default {0.999}
   */
  readonly quantile?: number;
  /**
   * Width of a panel in pixels, 40 to 1024; by default 96 to 256, the fewer
   * columns the more.
   */
  readonly size?: number;
  /**
   * Whether all maps share one range of colors, so that they can be compared,
   * or each has its own, so that each shows all it has.
   *
   * @default {"each"}
   */
  readonly range?: "shared" | "each";
  /**
   * The colors of unsigned maps; signed ones are blue below zero and red above,
   * unless all their values are of one sign and far from zero beside their
   * spread.
   *
   * @default {"inferno"}
   */
  readonly colors?: "inferno" | "viridis" | "cividis" | "gray";
  /**
   * Pixels that the figure may take, 320 to 2000: what does not fit side by
   * side stands below. A column of a paper has about 650.
   *
   * @default {920}
   */
  readonly width?: number;
  /**
   * Whether the figure has neither title, subtitle nor the line below that says
   * how its colors are meant, as in a paper, whose caption has them.
   *
   * @default {false}
   */
  readonly bare?: boolean;
}

/** What {@linkcode SaliencyFigureOptions} must be. */
const FIGURE_OPTIONS: OptionRequirements<SaliencyFigureOptions> = {
  images: listOf(nonNegativeInteger),
  title: text,
  opacity: within(0, 1),
  quantile: number("within (0, 1]", (value) => value > 0 && value <= 1),
  size: within(40, 1024),
  range: oneOf(["shared", "each"]),
  colors: oneOf(["inferno", "viridis", "cividis", "gray"]),
  width: within(320, 2000),
  bare: flag,
};

const MOST_ROWS = 8;

/** One row an image: the picture, the map over it, the map alone. */
export function saliencyFigure(
  map: SaliencyData,
  options: SaliencyFigureOptions = {},
): Figure {
  checkOptions("draw maps", options, FIGURE_OPTIONS);
  const chosen = chosenImages(map, options);
  const rows = chosen.map((i): Panel[] => {
    const [image, heatmap] = [pictureOf(map, i), heatmapOf(map, i)];
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

/**
 * A figure with one row an image and one column a map: methods, classes or
 * options side by side, over the image.
 *
 * @param maps Maps of the same images, by the title of their column.
 * @param options Which images, and how they are drawn.
 * @returns The figure; every map has its own range of colors.
 * @throws {RangeError} If there is no map.
 * @throws {TypeError} If one is no map, the maps are not of the same images, or an
 * option does not exist or has another type.
 *
 * @example
 * ```ts
 * import { fullGrad, inputGradient, loadModel } from "fullgrad";
 * import { compareMaps } from "fullgrad/methods";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = new Float32Array(64 * 64 * 3).fill(0.1);
 * const figure = compareMaps({
 *   FullGrad: await fullGrad(model, image),
 *   "Input gradient": await inputGradient(model, image),
 * }, { title: "Two methods" });
 * assertEquals(figure.title, "Two methods");
 * ```
 */
export function compareMaps(
  maps: Readonly<Record<string, SaliencyData>>,
  options: SaliencyFigureOptions = {},
): Figure {
  checkNamed("compare maps", "maps", maps, SALIENCY_MAP);
  checkOptions("compare maps", options, FIGURE_OPTIONS);
  const entries = Object.entries(maps);
  const first = entries[0]![1];
  for (const [name, map] of entries) {
    if (String(map.images.shape) !== String(first.images.shape)) {
      throw new TypeError(
        `Cannot compare maps as all must be of the same images: current shape of "${name}" is [${map.images.shape}], not [${first.images.shape}]`,
      );
    }
  }
  const chosen = chosenImages(first, options);
  const rows = chosen.map((i): Panel[] => {
    const image = pictureOf(first, i);
    return [
      { image },
      ...entries.map(([, map]) => ({
        image,
        map: heatmapOf(map, i),
        note: outputWords(map, i),
      })),
    ];
  });
  return panelFigure(rows, {
    title: options.title ?? "Saliency maps",
    columns: ["image", ...entries.map(([name]) => name)],
    rows: chosen.map((i) => first.images.names[i]!),
    ...drawing(options),
  });
}

const SALIENCY_MAP = objectWith("a SaliencyMap", {
  images: objectWith("images", {}),
  target: objectWith("a target", {}),
});

function drawing(options: SaliencyFigureOptions) {
  const { images: _, title: __, ...drawn } = options;
  return {
    range: "each",
    start: "minimum",
    quantile: 0.999,
    ...drawn,
  } as const;
}

function chosenImages(
  { images: { shape: [count] } }: SaliencyData,
  options: SaliencyFigureOptions,
): readonly number[] {
  const chosen = options.images ??
    Array.from({ length: Math.min(count, MOST_ROWS) }, (_, i) => i);
  const wrong = chosen.find((i) => i >= count);
  if (wrong === undefined) return chosen;
  throw new RangeError(
    `Cannot draw image ${wrong} as it must be an integer from 0 to ${
      count - 1
    }`,
  );
}

function heatmapOf(map: SaliencyData, image: number): Heatmap {
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

function pictureOf({ images }: SaliencyData, image: number): RgbImage {
  const [, height, width] = images.shape;
  const size = height * width * 3;
  return {
    data: images.rgb.subarray(image * size, (image + 1) * size),
    height,
    width,
  };
}

function subtitleOf(map: SaliencyData, chosen: readonly number[]): string {
  const settings = Object.entries(map.settings)
    .filter(([, value]) =>
      typeof value === "string" || typeof value === "number"
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
  return [...settings, ...residual].join(" · ");
}
