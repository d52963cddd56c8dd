import * as tf from "@tensorflow/tfjs";
import { Random } from "../../../lib/random/mod.ts";
import { randomizeWeights } from "../../propagation/cases/mod.ts";
import {
  apply,
  BRANCH_STEPS,
  type BranchStep,
  mapShape,
} from "./branch_steps.ts";
import { HEADS } from "./heads.ts";
import { LAYER_STEPS, type LayerStep, type MapShape } from "./layer_steps.ts";
import type { Recipe, Step } from "./recipe.ts";

/** Shape of the images of every random network. */
export const IMAGE_SHAPE: MapShape = [6, 5, 3];

/**
 * The model that a recipe describes, with random weights.
 *
 * Functional models get a second output, which reads an inner layer, and an
 * auxiliary head behind it.
 *
 * @param imageShape Shape of an image.
 */
export function buildModel(
  recipe: Recipe,
  imageShape: MapShape = IMAGE_SHAPE,
): tf.LayersModel {
  const model = recipe.form === "functional"
    ? functional(recipe, imageShape)
    : sequential(recipe, imageShape);
  randomizeWeights(model, recipe.seed);
  return model;
}

function functional(
  { steps, head }: Recipe,
  imageShape: MapShape,
): tf.LayersModel {
  const image = tf.input({ shape: [...imageShape] });
  let x = image;
  steps.forEach(({ step, seed }) => {
    const random = streamOf(seed);
    x = step in BRANCH_STEPS
      ? (BRANCH_STEPS as Record<string, BranchStep>)[step]!(x, random)
      : apply(layerOf({ step, seed }, mapShape(x)), x);
  });
  const auxiliary = apply(
    tf.layers.dense({ units: 2 }),
    apply(tf.layers.flatten(), x),
  );
  const logits = HEADS[head.step](streamOf(head.seed), mapShape(x)).reduce(
    (y, layer) => apply(layer, y),
    x,
  );
  return tf.model({ inputs: image, outputs: [logits, auxiliary] });
}

/** Branches are left out; a model may come first, as in transfer learning. */
function sequential(
  { form, steps, head }: Recipe,
  imageShape: MapShape,
): tf.LayersModel {
  const model = tf.sequential();
  const first = tf.layers.inputLayer({ inputShape: [...imageShape] });
  if (form === "modelFirst") {
    const base = tf.sequential({
      layers: [
        first,
        tf.layers.conv2d({ filters: 4, kernelSize: 3, padding: "same" }),
        tf.layers.reLU({ maxValue: 6 }),
      ],
    });
    model.add(base);
  } else {
    model.add(first);
  }
  for (const step of steps) {
    if (step.step in BRANCH_STEPS) continue;
    model.add(layerOf(step, shapeOf(model)));
  }
  HEADS[head.step](streamOf(head.seed), shapeOf(model))
    .forEach((layer) => model.add(layer));
  return model;
}

function shapeOf(model: tf.LayersModel): MapShape {
  return mapShape(model.outputs[0]!);
}

function layerOf({ step, seed }: Step, shape: MapShape): tf.layers.Layer {
  return (LAYER_STEPS as Record<string, LayerStep>)[step]!(
    streamOf(seed),
    shape,
  );
}

function streamOf(seed: number): Random {
  return new Random(seed, 0, 0);
}
