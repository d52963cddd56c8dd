/**
 * A dataset drawn by the program itself: labeled images of ten kinds of
 * object on textured, cluttered grounds, with the object's mask, and images
 * of two objects with both masks. Every image follows from a seed and its
 * index, on every machine alike.
 *
 * @module
 */
export {
  type CompositeImages,
  type Half,
  renderComposites,
} from "./render_composites.ts";
export {
  type ObjectPart,
  type PartImages,
  renderParts,
} from "./render_parts.ts";
export { renderTriggers, type TriggerImages } from "./render_triggers.ts";
export {
  checkEnd,
  type RenderOptions,
  renderShapes,
  SHAPE_CHOICE,
  SHAPE_SIZE,
  type ShapeImages,
} from "./render_shapes.ts";
export { SHAPE_CLASSES, type ShapeClass } from "./shape_classes.ts";
