import {
  type Images,
  imagesFromValues,
  type ImageSpec,
} from "../../image/mod.ts";
import type { Dataset } from "./dataset.ts";
import { networkInput } from "./network_input.ts";

/** Some images of a dataset as a network takes them. */
export interface DatasetImages {
  /** The images, for every method. */
  readonly images: Images;
  /** The class of each. */
  readonly labels: Int32Array;
}

/**
 * Returns some images of a dataset as every method takes them, by the model's
 * preprocessing, and their labels.
 *
 * @param dataset The images.
 * @param indices Which ones, 1 or more.
 * @param spec The model. Without a preprocessing its input are pixels in 0…1.
 * @throws {RangeError} If an index is not a position in the dataset.
 * @throws {TypeError} If the images do not fit the model.
 *
 * @example
 * ```ts
 * import { datasetImages, fullGrad, loadModel, shapesDataset } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const dataset = shapesDataset({ seed: 2, size: 100 });
 * const { images } = await datasetImages(dataset, [5, 6], model);
 * const map = await fullGrad(model, images);
 * assertEquals(images.names, ["image 5", "image 6"]);
 * assertEquals(map.shape, [2, 64, 64]);
 * ```
 */
export async function datasetImages(
  dataset: Dataset,
  indices: readonly number[],
  spec: ImageSpec,
): Promise<DatasetImages> {
  const { pixels, labels } = await dataset.read(indices);
  const { preprocessing } = spec;
  const images = imagesFromValues(
    networkInput(pixels, preprocessing),
    [indices.length, ...dataset.imageShape],
    spec,
    preprocessing ? {} : { preprocessing: "unit" },
  );
  return {
    images: { ...images, names: indices.map((index) => `image ${index}`) },
    labels,
  };
}
