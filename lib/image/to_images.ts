import { describeValue } from "../options/mod.ts";
import { checkBatch } from "./check_batch.ts";
import { flattenNested } from "./flatten_nested.ts";
import type { ImageInput, PixelArray } from "./image_input.ts";
import type { Images, ImageSpec } from "./images.ts";
import { imagesFromPictures } from "./images_from_pictures.ts";
import { imagesFromValues } from "./images_from_values.ts";
import { type PictureOptions, pictureSettings } from "./picture_settings.ts";
import { picturesFromBytes } from "./pictures_from_bytes.ts";
import { preparePicture } from "./prepare_picture.ts";
import { isTensor, tensorValues } from "./tensor_values.ts";

/**
 * Returns what the network takes, from pixels or values in memory.
 *
 * **Bytes are pictures** (`ImageData`, or a `Uint8Array` with a shape): they are
 * resized, cropped and normalised as {@linkcode loadImage} does; alpha is dropped,
 * a gray network gets ITU-R 601 luma.
 * **Floats are network input**, normalised already (float32 tensors, `Float32Array`
 * or `Float64Array` with a shape, a bare `Float32Array` where the model fixes height
 * and width, nested arrays): they must have the model's shape. Their pictures for
 * display are the inverse of the preprocessing where it is known, else every image
 * stretched from its minimum…maximum to 0…255. Integer tensors are refused, since
 * they could be either.
 *
 * The input is copied, never changed; a tensor is not disposed. `Images` come back
 * as they are, once they are checked.
 *
 * @param input `[H, W, C]` or `[N, H, W, C]` in one of these forms.
 * @param spec The model.
 * @param options Preprocessing and size, for pictures.
 * @returns The batch, images named "image 1", "image 2", ….
 * @throws {TypeError} If class or shape do not fit, the tensor is disposed, or
 * pictures come without a known preprocessing.
 * @throws {RangeError} If the batch is empty or a value is not finite.
 *
 * @example
 * ```ts
 * import { toImages } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const red = { data: new Uint8Array([255, 0, 0]), shape: [1, 1, 3] };
 * const images = await toImages(red, { inputShape: [2, 2, 3] }, { preprocessing: "unit" });
 * assertEquals(images.shape, [1, 2, 2, 3]);
 * assertEquals([...images.values.slice(0, 3)], [1, 0, 0]);
 * ```
 */
export async function toImages(
  input: ImageInput,
  spec: ImageSpec,
  options: PictureOptions = {},
): Promise<Images> {
  if (isTensor(input)) {
    return imagesFromValues(
      await tensorValues(input),
      input.shape,
      spec,
      options,
    );
  }
  if (Array.isArray(input)) {
    const { values, shape } = flattenNested(input);
    return imagesFromValues(values, shape, spec, options);
  }
  if (input instanceof Float32Array) {
    return imagesFromValues(
      input.slice(),
      bareShape(input, spec),
      spec,
      options,
    );
  }
  if (isImages(input)) {
    return checkedImages(input, spec);
  }
  if (isArrayWithShape(input)) {
    const { data, shape } = input;
    if (isBytes(data)) return picturesToImages({ data, shape }, spec, options);
    if (data instanceof Float32Array || data instanceof Float64Array) {
      return imagesFromValues(new Float32Array(data), shape, spec, options);
    }
  }
  if (isRgbaPixels(input)) {
    const { data, height, width } = input;
    return picturesToImages({ data, shape: [height, width, 4] }, spec, options);
  }
  throw unknownInput(input);
}

function checkedImages(images: Images, spec: ImageSpec): Images {
  const { values, rgb, names } = images;
  const [n, height, width] = checkBatch(values, images.shape, names, spec);
  if (rgb.length !== n * height * width * 3 || names.length !== n) {
    throw new TypeError(
      `Cannot use the images as ${n} of ${height}×${width} must have ${
        n * height * width * 3
      } ` +
        `bytes of rgb and ${n} names: current numbers are ${rgb.length} and ${names.length}`,
    );
  }
  return images;
}

function picturesToImages(
  pixels: PixelArray,
  spec: ImageSpec,
  options: PictureOptions,
): Images {
  const settings = pictureSettings(spec, options);
  const pictures = picturesFromBytes(pixels).map((picture, i) => (
    { picture: preparePicture(picture, settings), name: `image ${i + 1}` }
  ));
  return imagesFromPictures(pictures, settings);
}

function bareShape(
  values: Float32Array,
  { inputShape }: ImageSpec,
): readonly number[] {
  const [height, width, channels] = inputShape;
  if (height === null || width === null) {
    throw new TypeError(
      "Cannot use a bare Float32Array as the model must fix height and width (else pass " +
        `{ data, shape }): its input shape is [${
          inputShape.map((side) => side ?? "any")
        }]`,
    );
  }
  const size = height * width * channels;
  if (values.length % size !== 0) {
    throw new TypeError(
      `Cannot use a bare Float32Array as its length must be a multiple of ${size} for images ` +
        `[${inputShape.join(", ")}]: current length is ${values.length}`,
    );
  }
  return [values.length / size, height, width, channels];
}

function isImages(input: unknown): input is Images {
  return isObject(input) && "values" in input &&
    input.values instanceof Float32Array &&
    "shape" in input && Array.isArray(input.shape) && "rgb" in input &&
    "names" in input &&
    Array.isArray(input.names);
}

function isArrayWithShape(
  input: unknown,
): input is { readonly data: unknown; readonly shape: readonly number[] } {
  return isObject(input) && "data" in input && "shape" in input &&
    Array.isArray(input.shape);
}

function isRgbaPixels(
  input: unknown,
): input is {
  readonly data: Uint8Array | Uint8ClampedArray;
  width: number;
  height: number;
} {
  return isObject(input) && "width" in input && "height" in input &&
    "data" in input &&
    isBytes(input.data);
}

function isBytes(data: unknown): data is Uint8Array | Uint8ClampedArray {
  return data instanceof Uint8Array || data instanceof Uint8ClampedArray;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function unknownInput(input: unknown): TypeError {
  const data = isArrayWithShape(input) ? input.data : undefined;
  const came = data === undefined
    ? describeValue(input)
    : `{ data: ${data?.constructor?.name}, shape }`;
  return new TypeError(
    "Cannot use the input as it must be Images, a float32 tensor, ImageData, { data, shape } " +
      "with bytes or floats, a Float32Array or nested arrays (an image file goes to loadImage): " +
      `current value is ${came}`,
  );
}
