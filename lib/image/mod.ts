/**
 * Pictures as networks take them: from a file, a URL, pixels or tensors to
 * {@linkcode Images}, with the resizing and numbers of Pillow and torchvision.
 *
 * @module
 */
export { decodeImage } from "./decode_image.ts";
export { fitPicture } from "./fit_picture.ts";
export * from "./image_input.ts";
export * from "./images.ts";
export { imagesFromValues } from "./images_from_values.ts";
export * from "./load_image.ts";
export * from "./load_images.ts";
export type { Picture } from "./picture.ts";
export type { PictureOptions } from "./picture_settings.ts";
export * from "./preprocessing_presets.ts";
export { toGray } from "./to_gray.ts";
export { toRgb } from "./to_rgb.ts";
export * from "./to_images.ts";
