/**
 * Labeled images: drawn by the program, or read from the files of well-known
 * datasets when they are asked for.
 *
 * @module
 */
export * from "./datasets/mod.ts";
export {
  type CompositeImages,
  type Half,
  renderComposites,
  type RenderOptions,
  renderShapes,
  SHAPE_CLASSES,
  SHAPE_SIZE,
  type ShapeClass,
  type ShapeImages,
} from "./shapes/mod.ts";
