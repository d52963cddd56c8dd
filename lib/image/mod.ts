/**
 * Pictures as networks take them: from a file, a URL, pixels or tensors to
 * {@linkcode Images}, with the resizing and numbers of Pillow and torchvision.
 *
 * @module
 */
export * from "./datasets/mod.ts";
export * from "./image_input.ts";
export * from "./images.ts";
export * from "./load_image.ts";
export * from "./load_images.ts";
export type { PictureOptions } from "./picture_settings.ts";
export * from "./preprocessing_presets.ts";
export type { ImageSource } from "./read_source.ts";
export * from "./shapes/mod.ts";
export * from "./to_images.ts";
