import * as tf from "@tensorflow/tfjs";
import type { NdArray } from "../../propagation/float64/mod.ts";

/** A layer that no table knows: x + sin x. */
export class Wave extends tf.layers.Layer {
  static className = "Wave";

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    return tf.tidy(() => tf.add(x, tf.sin(x)));
  }

  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return shape;
  }
}

/** What {@linkcode Wave} computes, in float64. */
export function waveReference([x]: readonly NdArray[]): NdArray {
  return {
    shape: x!.shape,
    data: x!.data.map((value) => value + Math.sin(value)),
  };
}
