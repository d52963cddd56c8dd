import { type Figure, type Panel, panelFigure } from "../../display/mod.ts";
import { mapPanel, pictureOf } from "../figures/map_panels.ts";
import type { RandomizationParts } from "./randomization_curves.ts";

/**
 * The maps of one image: a row a method, a column a step, each map with its
 * own range of colours.
 *
 * @throws {RangeError} If the maps of that image were not kept.
 */
export function layersFigure(
  { title, images, steps, methods, examples }: RandomizationParts,
  image: number,
): Figure {
  if (!Number.isInteger(image) || image < 0 || image >= examples) {
    throw new RangeError(
      `Cannot draw the maps of image ${image} as it must be one of the ${examples} whose maps were kept: the option "examples" keeps more`,
    );
  }
  const picture = pictureOf(images, image);
  const size = picture.height * picture.width;
  const rows = methods.map(({ name, signed, examples }): Panel[] => [
    { image: picture },
    ...examples.map((maps) =>
      mapPanel(
        name,
        maps.subarray(image * size, (image + 1) * size),
        picture,
        signed,
      )
    ),
  ]);
  return panelFigure(rows, {
    title: `${title}: maps of ${images.names[image]}`,
    columns: ["image", ...steps.map(({ name }) => name)],
    rows: methods.map(({ name }) => name),
    range: "each",
    start: "minimum",
    quantile: 0.999,
  });
}
