import type { Heatmap, Panel, RgbImage } from "../../display/mod.ts";
import type { Images } from "../../image/mod.ts";

/** The picture of one image of a batch. */
export function pictureOf({ rgb, shape }: Images, index: number): RgbImage {
  const [, height, width] = shape;
  const size = height * width * 3;
  return {
    data: rgb.subarray(index * size, (index + 1) * size),
    height,
    width,
  };
}

/** A map alone, as a panel. */
export function mapPanel(
  name: string,
  values: Float32Array,
  { height, width }: RgbImage,
  signed: boolean,
): Panel {
  const map: Heatmap = {
    name,
    values,
    height,
    width,
    signed,
    meaning: signed ? "for (+) and against (−)" : "saliency",
  };
  return { map };
}
