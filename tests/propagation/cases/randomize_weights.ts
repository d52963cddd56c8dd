import * as tf from "@tensorflow/tfjs";
import { sizeOf } from "../float64/mod.ts";
import { Random } from "../../../lib/random/mod.ts";

/**
 * Draws every weight of a model anew, none of them zero: kernels so that the
 * scale of activations stays, biases and statistics so that every one counts.
 */
export function randomizeWeights(model: tf.LayersModel, seed: number): void {
  const random = new Random(seed, 0, 0);
  const values = model.weights.map((weight) => {
    const draw = drawOf(weight.originalName, weight.shape, random);
    const shape = weight.shape.map((size) => size!);
    return tf.tensor(
      Float32Array.from({ length: sizeOf(shape) }, draw),
      shape,
    );
  });
  model.setWeights(values);
  tf.dispose(values);
}

function drawOf(
  name: string,
  shape: tf.Shape,
  random: Random,
): () => number {
  if (name.endsWith("variance")) return () => random.between(0.3, 2.3);
  if (name.endsWith("gamma")) return () => 1 + 0.5 * random.normal();
  if (/bias|beta|mean|alpha/.test(name)) return () => 0.5 * random.normal();
  const inputs = sizeOf(shape.slice(0, -1).map((size) => size!));
  return () => random.normal() * Math.sqrt(2 / inputs);
}
