import {
  type Figure,
  formatNumber,
  type Heatmap,
  MAP_FIGURE,
  type MapFigureOptions,
  type Panel,
  panelFigure,
  type RgbImage,
} from "../display/mod.ts";
import {
  checkNamed,
  checkOptions,
  listOf,
  nonNegativeInteger,
  objectWith,
  type OptionRequirements,
} from "../options/mod.ts";
import { listed } from "../decomposition/mod.ts";
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
const FIGURE_OPTIONS: OptionRequirements<SaliencyFigureOptions> = {
  ...MAP_FIGURE,
  images: listOf(nonNegativeInteger),
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
 * @returns The figure; every map has its own range of colors. In a notebook the
 * notes of the maps stand below.
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
  const [[firstName, first]] = entries as [[string, SaliencyData]];
  for (const [name, map] of entries) {
    checkSameImages(firstName, first, name, map);
  }
  const chosen = chosenImages(first, options);
  const rows = chosen.map((i): Panel[] => {
    const image = pictureOf(first, i);
    const words = entries.map(([, map]) => outputWords(map, i));
    // What all maps of a row explain is said once, below the picture.
    const isOne = words.every((each) => each === words[0]);
    return [
      { image, note: isOne ? words[0] : undefined },
      ...entries.map(([, map], m) => ({
        image,
        map: heatmapOf(map, i),
        note: isOne ? undefined : words[m],
      })),
    ];
  });
  return panelFigure(rows, {
    title: options.title ?? "Saliency maps",
    columns: ["image", ...entries.map(([name]) => name)],
    rows: chosen.map((i) => first.images.names[i]!),
    ...drawing(options),
  }).withNotes(notesOf(entries));
}

/** The notes of maps, each once, with the names of its maps unless it is of all. */
function notesOf(
  entries: readonly (readonly [name: string, map: SaliencyData])[],
): readonly string[] {
  const names = new Map<string, readonly string[]>();
  for (const [name, { notes }] of entries) {
    for (const note of new Set(notes)) {
      names.set(note, [...names.get(note) ?? [], name]);
    }
  }
  return [...names].map(([note, of]) =>
    of.length === entries.length ? note : `${of.join(", ")}: ${note}`
  );
}

/** Other pictures of one size would have each other's maps drawn over them. */
function checkSameImages(
  firstName: string,
  { images: first }: SaliencyData,
  name: string,
  { images }: SaliencyData,
): void {
  if (String(images.shape) !== String(first.shape)) {
    throw new TypeError(
      `Cannot compare maps as all must be of the same images: current shape of "${name}" is [${images.shape}], not [${first.shape}]`,
    );
  }
  const isSame = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    a === b || Array.prototype.every.call(a, (value, i) => value === b[i]);
  // Of values alone, a network that knows its preprocessing has other pictures.
  if (isSame(images.rgb, first.rgb) || isSame(images.values, first.values)) {
    return;
  }
  throw new TypeError(
    `Cannot compare maps as all must be of the same images: "${name}" is of ${
      listed(images.names)
    } and "${firstName}" of ${listed(first.names)}, whose pixels differ`,
  );
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
