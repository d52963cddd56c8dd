import { fromBase64 } from "../../../platform/mod.ts";
import { type Figure, type Panel, panelFigure } from "../../../display/mod.ts";
import { decodeFloats } from "../base64.ts";
import type { EvaluationData } from "../evaluation_data.ts";

/**
 * The maps of one image: a row a method, a column of what they are of, each
 * map with its own range of colors.
 *
 * @throws {RangeError} If the maps of that image were not kept.
 */
export function panelsFigure(data: EvaluationData, image: number): Figure {
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
  const picture = { data: fromBase64(rgb), height, width };
  const rows = methods.map(({ name, signed }, m): Panel[] => [
    { image: picture },
    ...columns.map((_, column): Panel => {
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
    }),
  ]);
  return panelFigure(rows, {
    title: `${experiment}: maps of ${imageName}`,
    columns: ["image", ...columns],
    rows: methods.map(({ name }) => name),
    range: "each",
    start: "minimum",
    quantile: 0.999,
    size: columns.length > 2 ? undefined : 128,
  });
}
