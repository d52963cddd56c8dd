/**
 * Pictures as networks take them: from a file, a URL, pixels or tensors to
 * {@linkcode Images}, with the resizing and numbers of Pillow and torchvision.
 *
 * @module
 */
export { decodeImage } from "./decode_image.ts";
export { fitPicture, roundHalfEven } from "./fit_picture.ts";
export { FORMAT_BYTES, imageFormat } from "./image_format.ts";
export type {
  ImageInput,
  NestedImage,
  PixelArray,
  RgbaPixels,
  ValueArray,
} from "./image_input.ts";
export type { ImageSpec } from "./image_spec.ts";
export { type Images, imagesFromValues, pictureAt } from "./images.ts";
export { loadImage, type LoadImageOptions, loadImages } from "./load_images.ts";
export { type Picture, toGray, toRgb } from "./picture.ts";
export {
  PICTURE_OPTIONS,
  PICTURE_SIZE,
  type PictureOptions,
} from "./picture_settings.ts";
export { toImages } from "./to_images.ts";
