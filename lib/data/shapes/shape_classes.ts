import * as animals from "./animals.ts";
import type { Drawing } from "./drawing.ts";
import * as made from "./made_objects.ts";
import * as plants from "./plants.ts";
import type { Random } from "../../random/mod.ts";

/**
 * The names of the classes; a label is an index into this list.
 *
 * @example
 * ```ts
 * import { renderShapes } from "fullgrad";
 * import { SHAPE_CLASSES } from "fullgrad/data";
 * import { assert } from "@std/assert";
 *
 * const { labels } = renderShapes({ seed: 1, count: 1 });
 * assert(SHAPE_CLASSES[labels[0]!] !== undefined);
 * ```
 */
export const SHAPE_CLASSES = [
  "apple",
  "boat",
  "butterfly",
  "cat",
  "cup",
  "fish",
  "key",
  "leaf",
  "mushroom",
  "star",
] as const;

/** The name of a class of object. */
export type ShapeClass = typeof SHAPE_CLASSES[number];

const DRAW: Readonly<Record<ShapeClass, (random: Random) => Drawing>> = {
  ...made,
  ...animals,
  ...plants,
};

/** A new object of the class with this index, its proportions drawn at random. */
export function drawObject(label: number, random: Random): Drawing {
  return DRAW[SHAPE_CLASSES[label] as ShapeClass](random);
}
