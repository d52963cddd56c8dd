import * as tf from "@tensorflow/tfjs";
import { generate, type NdArray } from "../float64/mod.ts";
import { type Case, layerCase, modelCase } from "./case.ts";

/** A layer that no table knows: x + x³, and what it was given. */
class Cubic extends tf.layers.Layer {
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    return tf.tidy(() => tf.add(x, tf.mul(x, tf.square(x))));
  }
  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return shape;
  }
  static className = "Cubic";
}

/** A layer that hands its input on. */
class Through extends Cubic {
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return Array.isArray(inputs) ? inputs[0]! : inputs;
  }
  static override className = "Through";
}

function map([x]: readonly NdArray[], f: (value: number) => number): NdArray {
  return { shape: x!.shape, data: x!.data.map((value) => f(value)) };
}

/** Layers without a kind of their own, run by themselves. */
export const OTHER_CASES: readonly Case[] = [
  layerCase("other: custom", [2, 3, 2], () => new Cubic({ name: "cubic" }), {
    others: { cubic: (inputs) => map(inputs, (x) => x + x ** 3) },
  }),
  layerCase("other: identity", [2, 3], () => new Through({ name: "through" }), {
    others: { through: ([x]) => x! },
  }),
  layerCase(
    "other: repeatVector",
    [3],
    () => tf.layers.repeatVector({ n: 4, name: "repeat" }),
    {
      others: {
        repeat: ([x]) =>
          generate(
            [x!.shape[0]!, 4, 3],
            ([n, , i]) => x!.data[n! * 3 + i!]!,
          ),
      },
    },
  ),
  modelCase("other: add of different ranks", [2, 3], (x) => {
    const rows = tf.layers.globalAveragePooling1d()
      .apply(x) as tf.SymbolicTensor;
    return tf.layers.add({ name: "ranks" }).apply([x, rows]);
  }, {
    others: {
      // tfjs puts the vector behind an axis of length 1.
      ranks: ([x, rows]) =>
        generate(
          x!.shape,
          ([n, i, c]) =>
            x!.data[(n! * 2 + i!) * 3 + c!]! + rows!.data[n! * 3 + c!]!,
        ),
    },
  }),
  modelCase("other: dot of two inputs", [4], (x) => {
    const y = tf.layers.dense({ units: 4 }).apply(x) as tf.SymbolicTensor;
    return tf.layers.dot({ axes: 1, name: "dot" }).apply([x, y]);
  }, {
    others: {
      dot: ([x, y]) =>
        generate([x!.shape[0]!, 1], ([n]) => {
          let sum = 0;
          for (let i = 0; i < 4; i++) {
            sum += x!.data[n! * 4 + i]! * y!.data[n! * 4 + i]!;
          }
          return sum;
        }),
    },
  }),
];
