import * as tf from "@tensorflow/tfjs";
import { Random } from "../../../lib/random/mod.ts";

/** A source of the initial values of a weight. */
export type Initializer = ReturnType<typeof tf.initializers.zeros>;

/** Initializers that draw from one seeded stream. */
export interface RandomWeights {
  /** Uniform with He's variance, 2 / inputs, which keeps activations in scale. */
  readonly kernel: Initializer;
  /** Uniform in `low` to `high`. */
  readonly between: (low: number, high: number) => Initializer;
}

/**
 * Initializers that draw from one stream, in the order in which layers are
 * built. They are several times faster than those of tfjs.
 */
export function randomWeights(seed: number): RandomWeights {
  const random = new Random(seed, 0, 0);
  const uniform = (count: number, low: number, high: number) => {
    const values = new Float32Array(count);
    for (let i = 0; i < count; i++) values[i] = random.between(low, high);
    return values;
  };
  return {
    kernel: initializer((shape) => {
      const limit = Math.sqrt(6 / sizeOf(shape.slice(0, -1)));
      return uniform(sizeOf(shape), -limit, limit);
    }),
    between: (low, high) =>
      initializer((shape) => uniform(sizeOf(shape), low, high)),
  };
}

/** An initializer with values of our own. */
function initializer(
  values: (shape: readonly number[]) => Float32Array,
): Initializer {
  return Object.assign(tf.initializers.zeros(), {
    apply: (shape: number[]) => tf.tensor(values(shape), shape),
  });
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}
