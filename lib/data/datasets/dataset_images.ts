import {
  type Images,
  imagesFromValues,
  type ImageSpec,
} from "../../image/mod.ts";
import type { Preprocessing } from "../../model/mod.ts";
import { checkValue } from "../../options/mod.ts";
import { checkDataset, type Dataset } from "./dataset.ts";
import { readBatch } from "./read_batch.ts";

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
 * @returns The images, named by their positions, and their labels.
 * @throws {RangeError} If an index is not a position in the dataset.
 * @throws {TypeError} If it is no dataset, or its images do not fit the model.
 *
 * @example
 * ```ts
 * import { fullGrad, loadModel } from "fullgrad";
 * import { datasetImages, shapesDataset } from "fullgrad/data";
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
  const action = "take images of a dataset";
  checkDataset(action, dataset);
  const { pixels, labels } = await readBatch(action, dataset, indices);
  const { preprocessing } = spec;
  const images = imagesFromValues(
    networkInput(pixels, preprocessing),
    [indices.length, ...dataset.imageShape],
    spec,
    preprocessing ? {} : { preprocessing: "unit" },
  );
  return {
    images: {
      ...images,
      names: indices.map((index) => `image ${index}`),
      notes: dataset.notes,
      ...(preprocessing && { preprocessing }),
    },
    labels,
  };
}

/**
 * Returns the pixels of a dataset as a network takes them:
 * `(255 · p · scale − mean[c]) / std[c]` with the colors in the network's order,
 * or the pixels themselves where no preprocessing is known.
 *
 * @param pixels Pixels in 0…1, channels last; not changed.
 * @param preprocessing That of the network; as many numbers as channels.
 * @returns Values in the same layout.
 *
 * @example
 * ```ts
 * import { networkInput } from "fullgrad/data";
 * import { assertEquals } from "@std/assert";
 *
 * const values = networkInput(new Float32Array([0, 0.5, 1]), {
 *   scale: 1 / 255,
 *   mean: [0.5],
 *   std: [0.5],
 *   channelOrder: "gray",
 * });
 * assertEquals([...values], [-1, 0, 1]);
 * ```
 */
export function networkInput(
  pixels: Float32Array,
  preprocessing: Preprocessing | undefined,
): Float32Array {
  checkValue("prepare pixels", "pixels", pixels, {
    expected: "a Float32Array",
    isType: (value) => value instanceof Float32Array,
  });
  if (preprocessing === undefined) return pixels;
  const { scale, mean, std, channelOrder } = preprocessing;
  const channels = mean.length;
  const values = new Float32Array(pixels.length);
  for (let c = 0; c < channels; c++) {
    const color = channelOrder === "bgr" ? channels - 1 - c : c;
    const factor = 255 * scale / std[c]!;
    const offset = mean[c]! / std[c]!;
    for (let i = 0; i < pixels.length; i += channels) {
      values[i + c] = pixels[i + color]! * factor - offset;
    }
  }
  return values;
}
