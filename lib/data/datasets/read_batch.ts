import { describeValue } from "../../options/mod.ts";
import type { Dataset, LabeledImages } from "./dataset.ts";

/**
 * Returns some images of a dataset, which may be of the user's own making: as many
 * as are asked for, of finite pixels. Whether labels are classes is checked where
 * they are used.
 *
 * @param action What cannot be done otherwise, as "train".
 * @param dataset The images.
 * @param indices Positions in the dataset.
 * @throws {TypeError} If `read()` gives anything else, or not as many.
 * @throws {RangeError} If a pixel is not finite.
 */
export async function readBatch(
  action: string,
  dataset: Pick<Dataset, "name" | "imageShape" | "read">,
  indices: readonly number[],
): Promise<LabeledImages> {
  const { name, imageShape } = dataset;
  const batch: Partial<LabeledImages> | undefined = await dataset.read(indices);
  const { pixels, labels } = batch ?? {};
  const refuse = (required: string, came: string) =>
    `Cannot ${action} as read() of ${name} must give ${required}: current ${came}`;
  const isList = Array.isArray(labels) || ArrayBuffer.isView(labels);
  if (!(pixels instanceof Float32Array && isList)) {
    throw new TypeError(
      refuse(
        "{ pixels, labels }, a Float32Array and an Int32Array",
        `value is ${
          batch
            ? `{ pixels: ${describeValue(pixels)}, labels: ${
              describeValue(labels)
            } }`
            : describeValue(batch)
        }`,
      ),
    );
  }
  const count = indices.length;
  const size = imageShape.reduce((product, side) => product * side, 1);
  if (pixels.length !== count * size) {
    throw new TypeError(
      refuse(
        `${count * size} pixels of ${count} images [${imageShape.join(", ")}]`,
        `number is ${pixels.length}`,
      ),
    );
  }
  if (labels.length !== count) {
    throw new TypeError(
      refuse(
        `a label for each of ${count} images`,
        `number is ${labels.length}`,
      ),
    );
  }
  const wrong = pixels.findIndex((value) => !Number.isFinite(value));
  if (wrong !== -1) {
    throw new RangeError(
      refuse(
        "finite pixels",
        `value in image ${indices[Math.floor(wrong / size)]} is ${
          pixels[wrong]
        }`,
      ),
    );
  }
  return { pixels, labels };
}
