import { fromBase64 } from "../../../platform/mod.ts";
import {
  checkOptions,
  listOf,
  type OptionRequirements,
  text,
} from "../../../options/mod.ts";
import {
  type Figure,
  fittingColumns,
  MAP_FIGURE,
  type MapFigureOptions,
  type Panel,
  panelFigure,
  type PanelFigureOptions,
} from "../../../display/mod.ts";
import { decodeFloats } from "../base64.ts";
import type { EvaluationData } from "../evaluation_data.ts";

/** Options of {@linkcode Evaluation.mapsFigure}. */
export interface MapsFigureOptions extends MapFigureOptions {
  /**
   * Names of the methods, a row each; a column each where many have two maps at
   * most.
   *
   * @default all methods and controls
   */
  readonly methods?: readonly string[] | undefined;
  /**
   * Names of what maps are of, steps or classes: across the methods.
   *
   * @default all that fit side by side; of more, evenly spaced ones with both ends
   */
  readonly columns?: readonly string[] | undefined;
}

const MAPS_FIGURE: OptionRequirements<MapsFigureOptions> = {
  ...MAP_FIGURE,
  methods: listOf(text),
  columns: listOf(text),
};

/** Methods that stand below each other, however few maps they have. */
const MOST_ROWS = 3;

/**
 * The maps of one image, each with its own range of colors: a row a method, a
 * column of what they are of. Of many methods with two maps at most it is the
 * other way round: a column of pairs would be a page long, and half empty.
 *
 * @throws {RangeError} If the maps of that image were not kept.
 */
export function panelsFigure(
  data: EvaluationData,
  image: number,
  options: MapsFigureOptions,
): Figure {
  checkOptions("draw maps", options, MAPS_FIGURE);
  const { methods, columns, ...drawn } = options;
  const { picture, panel, drawing } = keptPanels(data, image);
  const every = data.panels!.columns;
  const names = data.methods.map(({ name }) => name);
  const shownRows = placesOfNames("methods", names, methods ?? names);
  const titles = shownRows.map((row) => names[row]!);
  const shown = columns
    ? placesOfNames("columns", every, columns)
    : spaced(every.length, fittingColumns(titles, options) - 1);
  const steps = shown.map((at) => every[at]!);
  const isFew = every.length <= 2;
  const lies = isFew && shownRows.length > MOST_ROWS;
  const grid = lies
    ? shown.map((at) => shownRows.map((row) => panel(row, at)))
    : shownRows.map((row) => shown.map((at) => panel(row, at)));
  return panelFigure(grid.map((line) => [picture, ...line]), {
    ...drawing,
    ...(shown.length < every.length && {
      subtitle:
        `${shown.length} of ${every.length} columns; the option columns names others`,
    }),
    columns: ["image", ...(lies ? titles : steps)],
    rows: lies ? steps : titles,
    size: isFew ? 128 : undefined,
    ...drawn,
  });
}

/** Places of names among all of them. */
function placesOfNames(
  option: string,
  all: readonly string[],
  names: readonly string[],
): readonly number[] {
  return names.map((name) => {
    const place = all.indexOf(name);
    if (place >= 0) return place;
    throw new RangeError(
      `Cannot draw maps as ${option} must be some of ${
        all.join(", ")
      }: current value is ${name}`,
    );
  });
}

/** Some of `count` places, evenly spaced, with the first and the last. */
function spaced(count: number, most: number): readonly number[] {
  const shown = Math.min(count, Math.max(2, most));
  return Array.from(
    { length: shown },
    (_, i) => shown === 1 ? 0 : Math.round(i * (count - 1) / (shown - 1)),
  );
}

/** Options of {@linkcode MeasureComparison.mapsFigure}: its maps are one a method. */
export type LinkedMapsOptions = Omit<MapsFigureOptions, "columns">;

const { columns: _, ...LINKED_MAPS } = MAPS_FIGURE;

/**
 * The maps of one image by all methods one after the other, the first column of
 * each: hovering over one says the values of all at that pixel.
 *
 * @throws {RangeError} If the maps of that image were not kept.
 */
export function linkedMapsFigure(
  data: EvaluationData,
  image: number,
  options: LinkedMapsOptions,
): Figure {
  checkOptions("draw maps", options, LINKED_MAPS);
  const { methods, ...drawn } = options;
  const { picture, panel, drawing } = keptPanels(data, image);
  const names = data.methods.map(({ name }) => name);
  const shown = placesOfNames("methods", names, methods ?? names);
  const titles = shown.map((place) => {
    const { name, control } = data.methods[place]!;
    return control ? `${name} *` : name;
  });
  return panelFigure([[picture, ...shown.map((place) => panel(place, 0))]], {
    ...drawing,
    subtitle: "Hovering over one reads all at that pixel; * control",
    columns: ["image", ...titles],
    linked: true,
    size: 128,
    ...drawn,
  });
}

/** The picture, its maps, and how they are drawn. */
interface KeptPanels {
  readonly picture: Panel;
  /** The map of a method and a column, which is decoded then: few of many are shown. */
  readonly panel: (method: number, column: number) => Panel;
  readonly drawing: Pick<
    PanelFigureOptions,
    "title" | "range" | "start" | "quantile"
  >;
}

function keptPanels(data: EvaluationData, image: number): KeptPanels {
  const { experiment, methods, panels, examples = [] } = data;
  const kept = panels?.pictures.length ?? 0;
  if (!Number.isInteger(image) || image < 0 || image >= kept) {
    throw new RangeError(
      `Cannot draw the maps of image ${image} as it must be one of the ${kept} whose maps were kept: the option "examples" keeps more`,
    );
  }
  const { pictures, height, width } = panels!;
  const { name: imageName, rgb, captions } = pictures[image]!;
  const size = height * width;
  const panel = (method: number, column: number): Panel => {
    const { name, signed } = methods[method]!;
    const maps = examples[method]?.[column];
    const note = captions?.[column];
    const values = maps
      ? decodeFloats(maps).subarray(image * size, (image + 1) * size)
      : new Float32Array(size);
    return {
      map: {
        name,
        values,
        height,
        width,
        signed,
        meaning: signed ? "for (+) and against (−)" : "saliency",
      },
      note: maps ? note : "missing",
    };
  };
  return {
    picture: { image: { data: fromBase64(rgb), height, width } },
    panel,
    drawing: {
      title: `${experiment}: maps of ${imageName}`,
      range: "each",
      start: "minimum",
      quantile: 0.999,
    },
  };
}
