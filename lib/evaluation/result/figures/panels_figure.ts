import { fromBase64 } from "../../../platform/mod.ts";
import {
  type Figure,
  type Panel,
  panelFigure,
  type PanelFigureOptions,
} from "../../../display/mod.ts";
import { decodeFloats } from "../base64.ts";
import type { EvaluationData } from "../evaluation_data.ts";

/**
 * The maps of one image: a row a method, a column of what they are of, each
 * map with its own range of colors.
 *
 * @throws {RangeError} If the maps of that image were not kept.
 */
export function panelsFigure(data: EvaluationData, image: number): Figure {
  const { picture, rows, drawing } = keptPanels(data, image);
  const { columns } = data.panels!;
  return panelFigure(rows.map((maps) => [picture, ...maps]), {
    ...drawing,
    columns: ["image", ...columns],
    rows: data.methods.map(({ name }) => name),
    size: columns.length > 2 ? undefined : 128,
  });
}

/**
 * The maps of one image by all methods one after the other, the first column of
 * each: hovering over one says the values of all at that pixel.
 *
 * @throws {RangeError} If the maps of that image were not kept.
 */
export function linkedMapsFigure(data: EvaluationData, image: number): Figure {
  const { picture, rows, drawing } = keptPanels(data, image);
  return panelFigure([[picture, ...rows.map(([map]) => map!)]], {
    ...drawing,
    subtitle: "Hovering over one reads all at that pixel; * control",
    columns: [
      "image",
      ...data.methods.map(({ name, control }) => control ? `${name} *` : name),
    ],
    linked: true,
    size: 128,
  });
}

/** The picture, its maps by method and column, and how they are drawn. */
interface KeptPanels {
  readonly picture: Panel;
  readonly rows: readonly (readonly Panel[])[];
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
  const { columns, pictures, height, width } = panels!;
  const { name: imageName, rgb, captions } = pictures[image]!;
  const size = height * width;
  const rows = methods.map(({ name, signed }, m) =>
    columns.map((_, column): Panel => {
      const maps = examples[m]?.[column];
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
    })
  );
  return {
    picture: { image: { data: fromBase64(rgb), height, width } },
    rows,
    drawing: {
      title: `${experiment}: maps of ${imageName}`,
      range: "each",
      start: "minimum",
      quantile: 0.999,
    },
  };
}
