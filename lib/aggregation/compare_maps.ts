import { listed } from "../decomposition/mod.ts";
import { type Figure, type Panel, panelFigure } from "../display/mod.ts";
import { pictureAt } from "../image/mod.ts";
import {
  checkNamed,
  checkOptions,
  flag,
  objectWith,
  type OptionRequirements,
} from "../options/mod.ts";
import { outputWords } from "../propagation/mod.ts";
import type { SaliencyData } from "./saliency_data.ts";
import {
  chosenImages,
  drawing,
  heatmapOf,
  SALIENCY_FIGURE,
  type SaliencyFigureOptions,
} from "./saliency_figure.ts";

/** The options of {@linkcode compareMaps}. */
export interface CompareMapsOptions extends SaliencyFigureOptions {
  /**
   * Whether every map stands alone, not over its image: one of single pixels, as
   * of gradients, is hard to see on a photograph.
   *
   * @default {false}
   */
  readonly alone?: boolean | undefined;
}

const COMPARE_MAPS: OptionRequirements<CompareMapsOptions> = {
  ...SALIENCY_FIGURE,
  alone: flag,
};

const SALIENCY_MAP = objectWith("a SaliencyMap", {
  images: objectWith("images", {}),
  target: objectWith("a target", {}),
});

/**
 * A figure with one row an image and one column a map: methods, classes or
 * options side by side, over the image or alone.
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
  options: CompareMapsOptions = {},
): Figure {
  checkNamed("compare maps", "maps", maps, SALIENCY_MAP);
  checkOptions("compare maps", options, COMPARE_MAPS);
  const { alone = false, ...drawn } = options;
  const entries = Object.entries(maps);
  const [[firstName, first]] = entries as [[string, SaliencyData]];
  for (const [name, map] of entries) {
    checkSameImages(firstName, first, name, map);
  }
  const chosen = chosenImages(first, drawn);
  const rows = chosen.map((i): Panel[] => {
    const image = pictureAt(first.images, i);
    const words = entries.map(([, map]) => outputWords(map, i));
    // What all maps of a row explain is said once, below the picture.
    const isOne = words.every((each) => each === words[0]);
    return [
      { image, note: isOne ? words[0] : undefined },
      ...entries.map(([, map], m) => ({
        image: alone ? undefined : image,
        map: heatmapOf(map, i),
        note: isOne ? undefined : words[m],
      })),
    ];
  });
  return panelFigure(rows, {
    title: drawn.title ?? "Saliency maps",
    columns: ["image", ...entries.map(([name]) => name)],
    rows: chosen.map((i) => first.images.names[i]!),
    ...drawing(drawn),
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
