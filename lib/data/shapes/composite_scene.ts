import { Random } from "../../random/mod.ts";
import { type Room, sampleScene, type Scene } from "./sample_scene.ts";
import { SHAPE_CLASSES } from "./shape_classes.ts";
import { SHAPE_SIZE } from "./shape_size.ts";

/** A half of an image. */
export type Half = "left" | "right" | "top" | "bottom";

/** What an image of two objects shows. */
export interface CompositeScene {
  /** The classes of the two objects. */
  readonly labels: readonly [number, number];
  /** The halves in which they lie. */
  readonly halves: readonly [Half, Half];
  readonly scene: Scene;
}

/** Tells the random streams of this dataset from those of others. */
const STREAM = 2;

/** What image `index` of `renderComposites` shows. */
export function compositeScene(seed: number, index: number): CompositeScene {
  const random = new Random(seed, index, STREAM);
  const first = random.integer(SHAPE_CLASSES.length);
  const step = 1 + random.integer(SHAPE_CLASSES.length - 1);
  const labels = [first, (first + step) % SHAPE_CLASSES.length] as const;
  const sideBySide = random.chance(0.5);
  const rooms = [sampleRoom(random, 0), sampleRoom(random, SHAPE_SIZE / 2)];
  return {
    labels,
    halves: sideBySide ? ["left", "right"] : ["top", "bottom"],
    scene: sampleScene(
      random,
      SHAPE_SIZE,
      labels,
      sideBySide ? rooms : rooms.map(transpose),
    ),
  };
}

/** Room for an object in the half of the image that begins at column `left`. */
function sampleRoom(random: Random, left: number): Room {
  const scale = random.between(12, 13.8);
  const margin = 1.1 * scale;
  return {
    x: [left + margin, left + SHAPE_SIZE / 2 - margin],
    y: [margin, SHAPE_SIZE - margin],
    scale: [scale, scale],
  };
}

function transpose(room: Room): Room {
  return { x: room.y, y: room.x, scale: room.scale };
}
