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
  type ObjectPart,
  type PartImages,
  renderComposites,
  type RenderOptions,
  renderParts,
  renderShapes,
  renderTriggers,
  SHAPE_CLASSES,
  SHAPE_SIZE,
  type ShapeClass,
  type ShapeImages,
  type TriggerImages,
} from "./shapes/mod.ts";
