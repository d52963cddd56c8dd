import type * as tf from "@tensorflow/tfjs";
import { SHAPE_CLASSES, SHAPE_SIZE } from "../../lib/data/mod.ts";
import { vgg9, type VggPlan } from "../../lib/training/mod.ts";

/**
 * The convolutions, by their filters, and 2×2 poolings: the last maps are 8×8
 * for images of 64×64.
 */
export const PLAN: VggPlan = [
  ...[16, "M", 32, "M", 64, 64, "M", 96, 96, 96, 96] as const,
];

/** The network of this folder with initial weights that follow from a seed. */
export function network(seed: number): tf.LayersModel {
  return vgg9({
    classes: SHAPE_CLASSES.length,
    imageShape: [SHAPE_SIZE, SHAPE_SIZE, 3],
    plan: PLAN,
    seed,
    name: "shapes_vgg9",
  });
}
