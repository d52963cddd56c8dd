import { Random } from "../../random/mod.ts";
import { sampleScene, type Scene } from "./sample_scene.ts";
import { SHAPE_CLASSES } from "./shape_classes.ts";
import { SHAPE_SIZE } from "./shape_size.ts";

/** Tells the random streams of this dataset from those of others. */
const STREAM = 1;

/** What image `index` of `renderShapes` shows, and its object's class. */
export function shapeScene(
  seed: number,
  index: number,
): { readonly label: number; readonly scene: Scene } {
  const random = new Random(seed, index, STREAM);
  const label = random.integer(SHAPE_CLASSES.length);
  const scale = random.between(12, 27);
  const margin = 1.1 * scale;
  const span = [margin, SHAPE_SIZE - margin] as const;
  const room = { x: span, y: span, scale: [scale, scale] as const };
  return { label, scene: sampleScene(random, SHAPE_SIZE, [label], [room]) };
}
