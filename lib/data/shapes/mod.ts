/**
 * A dataset drawn by the program itself: labelled images of ten kinds of
 * object on textured, cluttered grounds, with the object's mask, and images
 * of two objects with both masks. Every image follows from a seed and its
 * index, on every machine alike.
 *
 * @module
 */
export type { Half } from "./composite_scene.ts";
export * from "./render_composites.ts";
export * from "./render_shapes.ts";
export { SHAPE_CLASSES, type ShapeClass } from "./shape_classes.ts";
export * from "./shape_size.ts";
