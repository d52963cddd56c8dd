import { type Figure, type Panel, panelFigure } from "../../display/mod.ts";
import { mapPanel, pictureOf } from "../figures/map_panels.ts";
import type { PairParts } from "./pair_scores.ts";

/**
 * The pairs of maps of one image: a row a method, its two maps beside the
 * image, each with its own range of colours.
 *
 * @throws {RangeError} If the maps of that image were not kept.
 */
export function pairsFigure(parts: PairParts, image: number): Figure {
  const { title, images, methods, pair, examples, captions = [] } = parts;
  if (!Number.isInteger(image) || image < 0 || image >= examples) {
    throw new RangeError(
      `Cannot draw the maps of image ${image} as it must be one of the ${examples} whose maps were kept: the option "examples" keeps more`,
    );
  }
  const picture = pictureOf(images, image);
  const size = picture.height * picture.width;
  const rows = methods.map(({ name, signed, examples }): Panel[] => [
    { image: picture },
    ...examples.map((maps, i): Panel => ({
      ...mapPanel(
        name,
        maps.subarray(image * size, (image + 1) * size),
        picture,
        signed,
      ),
      note: captions[image]?.[i],
    })),
  ]);
  return panelFigure(rows, {
    title: `${title}: maps of ${images.names[image]}`,
    columns: ["image", ...pair],
    rows: methods.map(({ name }) => name),
    range: "each",
    start: "minimum",
    quantile: 0.999,
    size: 128,
  });
}
