import {
  renderComposites,
  renderShapes,
  SHAPE_CLASSES,
} from "../../lib/data/shapes/mod.ts";

/** An image of this folder. */
export interface Example {
  /** Its file, in this folder. */
  readonly file: string;
  /** Its colors 0…255, `[64, 64, 3]`. */
  readonly rgb: Uint8Array;
  /** Names of the classes of its objects. */
  readonly classes: readonly string[];
}

/** The dataset that the examples come from: that of the held-out images. */
const SEED = 2;

/** The images of this folder, rendered anew. The first is the default one. */
export function examples(): readonly Example[] {
  const one = (file: string, start: number): Example => {
    const { rgb, labels } = renderShapes({ seed: SEED, count: 1, start });
    return { file, rgb, classes: namesOf(labels) };
  };
  const two = (file: string, start: number): Example => {
    const { rgb, labels } = renderComposites({ seed: SEED, count: 1, start });
    return { file, rgb, classes: namesOf(labels) };
  };
  return [
    one("boat.png", 18),
    one("fish.png", 51),
    two("cat_and_fish.png", 17),
  ];
}

function namesOf(labels: Uint8Array): readonly string[] {
  return Array.from(labels, (label) => SHAPE_CLASSES[label] as string);
}
